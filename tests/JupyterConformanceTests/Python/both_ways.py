"""Small notebooks, each executed by nbclient on the installed kernel and by `mlplatform notebook run`: the outputs are the same."""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = {
    "results": ["40 + 2", "1.0 / 3", '"text"', "new[] { 1, 2, 3 }", "null as string", "'c'", "DateTime.UnixEpoch", "TimeSpan.FromMinutes(90)"],
    "state": ["var x = 1;", "x += 41; x", "var x = \"shadowed\"; x", "int Twice(int n) => 2 * n;", "Twice(21)"],
    "streams": ['Console.Write("a"); Console.WriteLine("b"); Console.Error.WriteLine("c"); Console.WriteLine("d");', 'for (var i = 0; i < 200; i++) Console.WriteLine(i);'],
    "display": ['var shown = display("first"); shown.Update("second");', 'display(HTML("<b>bold</b>")); display(new[] { 1, 2 });', '"x".Display();'],
    "objects": ["record Flight(string Origin, double Delay);", 'new Flight("JFK", 3.5)', 'new[] { new Flight("JFK", 3.5), new Flight("SFO", -1) }', 'new Dictionary<string, int> { ["a"] = 1 }', "new { A = 1, B = new { C = 2 } }", "(1, \"two\")"],
    "linq": ["Enumerable.Range(1, 5).Where(n => n % 2 == 1).Select(n => n * n)", "Enumerable.Range(0, 100).GroupBy(n => n % 3).ToDictionary(g => g.Key, g => g.Count())"],
    "await": ["await Task.Delay(10); 7", "async Task<int> Later() { await Task.Yield(); return 8; }", "await Later()"],
    "classes": ["class Base { public virtual string Name => \"base\"; }", "class Derived : Base { public override string Name => \"derived\"; }", "new Derived().Name", "enum Colour { Red, Green }\nColour.Green"],
    "using": ["using System.IO; using System.Globalization;", "Path.GetExtension(\"a.txt\")", "1.5.ToString(CultureInfo.InvariantCulture)"],
    "set and value": ["#!set --name word --value hello\nword", "#!value --name text\nline one\nline two", "text.Length", "#!set --name copy --value @word", "copy + copy"],
    "who": ["var apple = 1; var pear = \"p\";", "#!who", "#!whos"],
    "markup": ["#!markdown\n# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |", "#!html\n<i>x</i>", "#!javascript\nvar y = 1;"],
    "languages in one cell": ["var n = 20;\n#!markdown\n*text*\n#!csharp\nn + 1\n#!html\n<u>u</u>\n#!csharp\nn + 2"],
    "sql": ["using MLPlatform.Frames;\nvar flights = new Frame(new Column<int>(\"delay\", new[] { 5, 20, 35 }), TextColumn.Of(\"origin\", [\"JFK\", \"SFO\", null]));", "#!sql -o late\nselect * from flights where delay > 10", "late.RowCount", "flights"],
    "files by name": ["System.IO.File.WriteAllText(\"prices.csv\", \"item,price\\na,1.5\\nb,2.5\\n\");", "#!sql\nselect sum(price) as total from prices"],
    "sqlite": ["#!connect sqlite --kernel-name mem \":memory:\"", "#!mem\ncreate table t(a integer, b text); insert into t values (1, 'x'), (2, null)", "var least = 2;", "#!sql-mem --name rows\nselect * from t where a >= @least", "rows.RowCount"],
    "python": ["#!connect jupyter --kernel-name py --kernel-spec python3", "#!py\nx = [1, 2, 3]\nprint('hi')\nsum(x)", "#!share x --from py\nx.Sum()", "#!py\nfrom IPython.display import HTML, display\ndisplay(HTML('<b>b</b>'))"],
    "fsharp": ["#!fsharp\nlet twice n = n * 2\ntwice 21", "#!fsharp\nprintfn \"printed\""],
    "package": ["#r \"nuget: Newtonsoft.Json, 13.0.1\"\nNewtonsoft.Json.JsonConvert.SerializeObject(new { A = 1 })"],
    "load": ["System.IO.File.WriteAllText(\"more.csx\", \"int Loaded() => 99;\");", "#load \"more.csx\"\nLoaded()"],
    "time": ["#!time\n1 + 1"],
    "compile error": ["int y = \"s\";"],
    "exception": ["void Throw() => throw new InvalidOperationException(\"no\");", "Throw();"],
    "refusal": ["#!nosuch\n1"],
    "clear": ["Console.WriteLine(\"gone\"); ClearOutput(); Console.WriteLine(\"kept\");"],
}

RANDOM = [(re.compile(r"\b[0-9a-f]{32}\b"), "ID"), (re.compile(r"\d+([.,]\d+)?\s?(ms|s|µs)\b"), "TIME"), (re.compile(r"cell-[0-9a-f]{8}-"), "cell-"), (re.compile("restored in TIME|from the cache"), "ready")]


def plain(outputs):
    text = json.dumps([{key: value for key, value in output.items() if key != "transient"} for output in outputs], sort_keys=True, ensure_ascii=False)
    for pattern, word in RANDOM:
        text = pattern.sub(word, text)
    return json.loads(text)


def run(name):
    with tempfile.TemporaryDirectory() as folder:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in NOTEBOOKS[name]])
        path = os.path.join(folder, "in.ipynb")
        nbformat.write(notebook, path)
        headless = subprocess.run([os.environ["MLPLATFORM_PROGRAM"], "notebook", "run", path, "-o", os.path.join(folder, "out.ipynb"), "--keep-going"], cwd=folder, capture_output=True, text=True, timeout=200)
        if not os.path.exists(os.path.join(folder, "out.ipynb")):
            return f"{name}: {headless.stdout}{headless.stderr}"
        NotebookClient(notebook, timeout=120, kernel_name="mlplatform", allow_errors=True, resources={"metadata": {"path": folder}}).execute()
        executed = nbformat.read(os.path.join(folder, "out.ipynb"), as_version=4)
        nbformat.validate(executed)
        for here, there in zip(executed.cells, notebook.cells):
            if plain(here.outputs) != plain(there.outputs):
                return f"{name}: {here.source}\n  headless {json.dumps(plain(here.outputs))[:1500]}\n  nbclient {json.dumps(plain(there.outputs))[:1500]}"
        failed = any(output.output_type == "error" for cell in executed.cells for output in cell.outputs)
        expected = name in ("compile error", "exception", "refusal")
        return None if failed == expected and headless.returncode == int(expected) else f"{name}: exit code {headless.returncode}, errors {failed}\n{headless.stdout}{headless.stderr}"


with concurrent.futures.ThreadPoolExecutor(2) as pool:
    differences = [difference for difference in pool.map(run, NOTEBOOKS) if difference]
print("\n\n".join(differences))
sys.exit(len(differences))
