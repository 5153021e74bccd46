namespace MLPlatform.Cli.Tests.Notebooks;

/// <summary>One headless run over 300 rows: versions of an endpoint tried, promoted and rolled back, and the endpoint watched until it trains again.</summary>
public sealed class ServedNotebook() : ExecutedNotebook("served.ipynb")
{
    public const string Deploy = "#!mlplatform endpoints deploy visits@1 --name served";
    public const string Canary = "#!mlplatform endpoints canary served visits@2 --weight 0.5 --after 1000";
    public const string Show = "#!mlplatform endpoints show served";
    public const string Promote = "#!mlplatform endpoints promote served";
    public const string Rollback = "#!mlplatform endpoints rollback served";
    public const string Shadow = "#!mlplatform endpoints shadow served visits@2";
    public const string EndShadow = "#!mlplatform endpoints rollback served  ";
    public const string Batch = "#!mlplatform endpoints batch served --in @visits -o scored";
    public const string Drifted = "#!mlplatform endpoints batch served --in @far --rows 100";
    public const string Benchmark = "#!mlplatform endpoints benchmark served distance=10 load=0.1 --rate 40 --for 2s";
    public const string Logs = "#!mlplatform endpoints logs served --lines 200";
    public const string Monitor = "#!mlplatform monitor served";
    public const string Labels = "#!mlplatform monitor labels served --in @landed --label late";
    public const string Performance = "#!mlplatform monitor performance served";
    public const string Check = "#!mlplatform monitor check served --retrain visits --in @visits";
    public const string CheckAgain = "#!mlplatform monitor check served --retrain visits --in @visits ";
    public const string Silence = "#!mlplatform monitor silence served --for 6h";
    public const string Evidence = "(await ml.Jobs.ListAsync()).Count(job => job.Spec.Name == \"visits\")";

    private const string Train = "return Trees.Fit(visits.Select(\"distance\", \"load\", \"late\"), label: \"late\", new() { Rounds = ROUNDS, Threads = 2 }, on: run);";

    protected override string[] Cells =>
    [
        "#!mlplatform features apply\nsource: visits\nfiles: visits.csv",
        "var visits = await ml.Features.SourceAsync(\"visits\");\nvar far = visits.With(new Column<long>(\"distance\", visits[\"distance\"].ToDoubles().Select(value => (long)value * 10).ToArray()));",
        "#!mlplatform train --in @visits --name visits --timeout 5m -o first\n" + Train.Replace("ROUNDS", "5", StringComparison.Ordinal),
        "#!mlplatform models register @first --name visits",
        "#!mlplatform train --in @visits --name visits --timeout 5m -o second\n" + Train.Replace("ROUNDS", "2", StringComparison.Ordinal),
        "#!mlplatform models register @second --name visits",
        Deploy,
        Canary,
        Show,
        Promote,
        Rollback,
        Shadow,
        EndShadow,
        Batch,
        Drifted,
        Benchmark,
        Logs,
        Monitor,
        """
        var captured = System.IO.Directory.GetFiles((await ml.Endpoints.GetAsync("served")).CaptureFolder, "*.parquet", System.IO.SearchOption.AllDirectories).Select(file => Frame.FromParquet(file)).First(frame => frame.RowCount >= 300).Head(300);
        var landed = captured.Select("_request_id", "_row").With(new BoolColumn("late", captured["distance"].ToDoubles().Select(value => value > 150).ToArray())).Take(Enumerable.Range(0, 150).Select(i => i * 2).ToArray());
        """,
        Labels,
        Performance,
        Check,
        CheckAgain,
        Silence,
        Evidence,
    ];

    protected override void Prepare() => Home.Write("visits.csv", VisitRows.Csv());
}
