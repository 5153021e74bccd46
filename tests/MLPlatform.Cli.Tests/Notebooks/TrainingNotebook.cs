namespace MLPlatform.Cli.Tests.Notebooks;

/// <summary>One headless run that trains in every way <c>train</c> has, and meets what it refuses.</summary>
public sealed class TrainingNotebook() : ExecutedNotebook("training.ipynb")
{
    public const string Report = "#!mlplatform train --in @rows --name report --out report.txt plots -o run\nSystem.IO.Directory.CreateDirectory(\"plots\");\nSystem.IO.File.WriteAllText(\"plots/a.txt\", \"plot\");\nSystem.IO.File.WriteAllText(\"report.txt\", $\"{rows.RowCount} rows\");\nConsole.WriteLine(\"written\");";
    public const string Estimate = "#!mlplatform train --in @rows --name never --timeout 2h --estimate\nreturn rows;";
    public const string NoCompile = "#!mlplatform train --in @rows --name never\nvar fine = rows.RowCount;\nreturn rows.NoSuchThing;";
    public const string NoOutput = "#!mlplatform train --name forgetful --out report.txt\nConsole.WriteLine(\"nothing written\");";
    public const string NoGpu = "#!mlplatform train --name never --gpu L4:9\nConsole.WriteLine(1);";
    public const string Memory = "#!mlplatform train --name greedy --memory 256MB\nvar kept = new List<byte[]>();\nfor (var i = 0; i < 4000; i++) kept.Add(new byte[1 << 20]);\nreturn kept.Count;";
    public const string Retry = "#!mlplatform train --name stubborn --retries 1\nvar before = run.Checkpoints!.Load(\"state\");\nConsole.WriteLine(before is null ? \"from the start\" : $\"from {before[0]}\");\nrun.Checkpoints!.Save(\"state\", new byte[] { 7 });\nif (before is null) System.Diagnostics.Process.GetCurrentProcess().Kill();\nrun.Log(\"answer\", 42);";
    public const string FromCSharp = "var written = await ml.TrainAsync(new MLPlatform.Sdk.Jobs.TrainingRequest { Name = \"from-csharp\", Source = \"run.Log(\\\"rows\\\", rows.RowCount);\", Inputs = new Dictionary<string, Frame> { [\"rows\"] = rows } });\nwritten.Metric(\"rows\")";
    public const string Tune = "#!mlplatform tune --in @rows --name search --set offset=3 --vary x=0.0..10.0 n=1..4 kind=a|b --metric loss --trials 6 --parallel 2 --method lhs -o search\nrun.Log(\"loss\", Math.Pow(x - offset, 2) + n + (kind == \"a\" ? 0 : 1) + rows.RowCount - 3);";
    public const string Children = "#!mlplatform runs list --experiment search";
    public const string NoMetric = "#!mlplatform tune --name lost --vary x=0.0..1.0 --metric losss --trials 2\nrun.Log(\"loss\", x);";
    public const string Jobs = "#!mlplatform jobs list";

    protected override string[] Cells => ["var rows = new Frame(new Column<double>(\"x\", new[] { 1.0, 2, 3 }));", Report, Estimate, NoCompile, NoOutput, NoGpu, Memory, Retry, FromCSharp, Tune, Children, NoMetric, Jobs];
}
