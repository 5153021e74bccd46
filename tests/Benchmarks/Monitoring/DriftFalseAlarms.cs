using System.Globalization;
using Benchmarks.Measuring;
using MLPlatform.Frames;
using MLPlatform.Monitoring;
using MLPlatform.Monitoring.Chunks;

namespace Benchmarks.Monitoring;

/// <summary>How often each drift test cries wolf: both sides come from one distribution, so every alarm is a false one.</summary>
internal sealed class DriftFalseAlarms : IBenchmark
{
    private const int Trials = 400;

    private static readonly int[] Sizes = [100, 300, 1_000, 3_000, 10_000];

    private static readonly (string Name, DriftTest? Test, string Column)[] Tests =
    [
        ("numbers, as chosen by size", null, "number"),
        ("numbers, Kolmogorov–Smirnov", DriftTest.KolmogorovSmirnov, "number"),
        ("numbers, Wasserstein ÷ deviation", DriftTest.Wasserstein, "number"),
        ("numbers, PSI", DriftTest.PopulationStability, "number"),
        ("numbers, Hellinger", DriftTest.Hellinger, "number"),
        ("numbers, Jensen–Shannon", DriftTest.JensenShannon, "number"),
        ("10 texts, as chosen by size", null, "text"),
        ("10 texts, chi²", DriftTest.ChiSquare, "text"),
        ("10 texts, Jensen–Shannon", DriftTest.JensenShannon, "text"),
        ("10 texts, PSI", DriftTest.PopulationStability, "text"),
        ("10 texts, Hellinger", DriftTest.Hellinger, "text"),
        ("2 texts, z", DriftTest.ZTest, "pair"),
    ];

    public string Name => "drift-false-alarms";

    public Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel) => Task.Run(
        () =>
        {
            var alarms = new int[Tests.Length + 1, Sizes.Length];
            for (var size = 0; size < Sizes.Length; size++)
            {
                var rows = Sizes[size];
                var at = size;
                Parallel.For(0, Trials, new ParallelOptions { CancellationToken = cancel }, trial =>
                {
                    Frame then = Rows(rows, (2 * trial) + 1), now = Rows(rows, (2 * trial) + 2);
                    for (var test = 0; test < Tests.Length; test++)
                    {
                        var (_, which, column) = Tests[test];
                        if (Drift.Compare(then.Select(column), now.Select(column), new DriftOptions { Test = which }).Columns[0].Drifted)
                            Interlocked.Increment(ref alarms[test, at]);
                    }

                    // A chunk of a tenth, by the threshold that the reference's own ten chunks gave.
                    if (ChunkThresholds.Learn(then.Select("number")).Compare(now.Select("number").Head(rows / 10)).Columns[0].Drifted)
                        Interlocked.Increment(ref alarms[Tests.Length, at]);
                });
            }

            return new ResultTable(
                "False alarms of drift tests",
                "Share of columns called drifted although both sides come from one distribution, by the rows of either side.",
                ["test", .. Sizes.Select(size => size.ToString("N0", CultureInfo.InvariantCulture))],
                [.. Tests.Select(test => test.Name).Append("numbers, Wasserstein in chunks of a tenth, learned threshold").Select((name, test) => (IReadOnlyList<string>)[name, .. Enumerable.Range(0, Sizes.Length).Select(size => ((double)alarms[test, size] / Trials).ToString("0.0 %", CultureInfo.InvariantCulture))])],
                [])
            {
                Notes = [$"{Trials} trials each; numbers are normal, the texts' shares fall off evenly; p-values alarm below 0.05, distances from 0.1."],
            };
        },
        cancel);

    private static Frame Rows(int rows, int seed)
    {
        var random = new Random(seed);
        return new Frame(
            new Column<double>("number", Enumerable.Range(0, rows).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())).ToArray()),
            TextColumn.Of("text", [.. Enumerable.Range(0, rows).Select(_ => "value " + (int)(10 * random.NextDouble() * random.NextDouble()))]),
            TextColumn.Of("pair", [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.3 ? "yes" : "no")]));
    }
}
