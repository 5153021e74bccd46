namespace MLPlatform.Cli.Tests.Notebooks;

/// <summary>One headless run over 300 rows: a model's life, and what is refused on the way.</summary>
public sealed class VisitsNotebook() : ExecutedNotebook("visits.ipynb")
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

    protected override string[] Cells =>
    [
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
        Jobs,
    ];

    protected override void Prepare() => Home.Write("visits.csv", VisitRows.Csv());
}
