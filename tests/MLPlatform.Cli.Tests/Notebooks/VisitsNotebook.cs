using System.Globalization;
using System.Text;
using MLPlatform.Cli.Tests.Running;

namespace MLPlatform.Cli.Tests.Notebooks;

/// <summary>One headless run over 300 rows: a model's life, and what is refused on the way.</summary>
public sealed class VisitsNotebook : IAsyncLifetime
{
    public const string Train = "#!mlplatform train --in @visits --name visits --timeout 5m -o run\nvar model = Trees.Fit(visits.Select(\"distance\", \"load\", \"late\"), label: \"late\", new() { Rounds = 5, Threads = 2 }, on: run);\nrun.Log(model.Evaluate(visits), \"test\");\nreturn model;";
    public const string Register = "#!mlplatform models register @run --name visits --alias champion";
    public const string Deploy = "#!mlplatform endpoints deploy visits@champion --name visits";
    public const string Invoke = "#!mlplatform endpoints invoke visits distance=290 load=0.5";
    public const string Lineage = "#!mlplatform models lineage visits@champion";
    public const string NoLabel = "#!mlplatform train --in @visits --name mislabelled\nreturn Trees.Fit(visits.Select(\"distance\", \"late\"), label: \"lates\");";
    public const string RunOfNoLabel = "#!mlplatform runs list --experiment mislabelled";
    public const string Undeclared = "#!mlplatform train --in @visits --name undeclared\nreturn visits.Head(limit);";
    public const string Unsaved = "#!mlplatform train --in @visits --name unsaved\nSystem.IO.File.WriteAllText(\"model\", \"in the way of the model's folder\");\nreturn Trees.Fit(visits.Select(\"distance\", \"late\"), label: \"late\", new() { Rounds = 1, Threads = 1 });";
    public const string RunOfUnsaved = "#!mlplatform runs list --experiment unsaved";
    public const string Endless = "#!mlplatform train --name endless --timeout 2s\nwhile (true) await Task.Delay(100);";
    public const string Jobs = "#!mlplatform jobs list";

    public TestHome Home { get; } = new();

    /// <summary>Cell source → what it showed.</summary>
    public IReadOnlyDictionary<string, string> Shown { get; private set; } = new Dictionary<string, string>();

    public string Terminal { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await Home.InitializeAsync();
        Home.Write("visits.csv", Rows());
        var notebook = NotebookText.Write(
            Home,
            "visits.ipynb",
            "#!mlplatform features apply\nsource: visits\nfiles: visits.csv",
            "var visits = await ml.Features.SourceAsync(\"visits\");\nvar limit = 3;",
            Train,
            Register,
            Deploy,
            Invoke,
            Lineage,
            NoLabel,
            RunOfNoLabel,
            Undeclared,
            Unsaved,
            RunOfUnsaved,
            Endless,
            Jobs);
        var output = Path.Combine(Home.Work, "executed.ipynb");
        var run = await Home.RunAsync("notebook", "run", notebook, "-o", output, "--keep-going", "--timeout", "90s");
        Terminal = run.ToString();
        Assert.True(File.Exists(output), Terminal);
        Shown = NotebookText.Shown(output);
    }

    public Task DisposeAsync() => Home.DisposeAsync();

    // Late is what came from far away: a rule that five rounds of trees find.
    private static string Rows()
    {
        var text = new StringBuilder("at,distance,load,late\n");
        for (var i = 0; i < 300; i++)
            text.Append(CultureInfo.InvariantCulture, $"2001-01-01 10:00:{i % 60:00},{i},{i % 7 / 7.0:0.00},{(i > 150 ? "true" : "false")}\n");
        return text.ToString();
    }
}
