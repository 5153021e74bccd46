"""A notebook with every kind of output, executed by nbclient."""
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

CELLS = [
    'Console.WriteLine("hello");',
    "40 + 2",
    'var shown = display("first"); shown.Update("second");',
    'Console.Error.Write("warn"); display(HTML("<b>bold</b>"));',
    "record Flight(string Origin, double Delay); new[] { new Flight(\"JFK\", 3.5) }",
]

notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in CELLS])
notebook.metadata.kernelspec = {"name": "mlplatform", "display_name": "C# (MLPlatform)", "language": "C#"}
NotebookClient(notebook, timeout=120, kernel_name="mlplatform").execute()
nbformat.validate(notebook)
outputs = [cell.outputs for cell in notebook.cells]
assert outputs[0][0].text == "hello\n", outputs[0]
assert outputs[1][0].data["text/plain"] == "42", outputs[1]
assert "second" in outputs[2][0].data["text/plain"], outputs[2]
assert outputs[3][0].name == "stderr" and outputs[3][1].data["text/html"] == "<b>bold</b>", outputs[3]
assert "JFK" in outputs[4][-1].data["text/plain"], outputs[4]
assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3, 4, 5]
assert notebook.metadata.language_info.name == "C#"

failing = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in ("1 / int.Parse(\"0\")", "1")])
try:
    NotebookClient(failing, timeout=120, kernel_name=".net-csharp").execute()
    raise SystemExit("the failing cell went unnoticed")
except CellExecutionError as error:
    assert "DivideByZeroException" in str(error), error
