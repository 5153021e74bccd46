using System.Globalization;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Inputs;
using MLPlatform.ControlPlane.Tracking.Runs;

namespace MLPlatform.ControlPlane.Tests.Tracking.Search;

/// <summary>Random runs and random filters over a small vocabulary, so that filters often match some runs and not others.</summary>
internal static class FilterWords
{
    public static readonly string[] MetricKeys = ["loss", "val/auc", "mlflow.time", "absent"];

    private static readonly string[] Keys = ["depth", "a b", "mlflow.source.name", "absent"];
    private static readonly string[] Values = ["", "a", "A", "ab", "it's", "a%", "é", "10", "9"];
    private static readonly string[] Patterns = ["a%", "%", "A_", "%s", "é", "it''s", "a\\%"];
    private static readonly double[] Numbers = [-1, 0, 0.5, 1, 2, 1e300, double.NaN, double.PositiveInfinity];

    public static Run RandomRun(StoreConnection store, string experiment, Random random)
    {
        var run = RunStore.Create(store, new NewRun(experiment, random.Next(2) == 0 ? "fox" : "Owl", random.GetItems(Values, 1)[0], random.Next(4), [])).Info.RunId;
        foreach (var key in Keys[..3].Where(_ => random.Next(2) == 0))
        {
            RunLogging.Params(store, run, [new Param(key, random.GetItems(Values, 1)[0])]);
            RunStore.SetTag(store, run, new Tag(key, random.GetItems(Values, 1)[0]));
        }

        foreach (var key in MetricKeys[..3].Where(_ => random.Next(3) > 0))
            RunLogging.Metrics(store, run, [new Metric(key, random.GetItems(Numbers, 1)[0], 1)]);
        if (random.Next(2) == 0)
        {
            var dataset = new Dataset { Name = random.GetItems(Values, 1)[0] + "d", Digest = "1", SourceType = "s", Source = "x" };
            DatasetInputs.Log(store, run, [new DatasetInput(dataset, random.Next(2) == 0 ? [] : [new Tag("mlflow.data.context", random.GetItems(Values, 1)[0])])]);
        }

        RunStore.Update(store, run, random.GetItems(["FINISHED", "FAILED", "RUNNING"], 1)[0], random.Next(3) == 0 ? null : random.Next(4), null);
        return RunStore.Get(store, run);
    }

    public static string RandomFilter(Random random, List<Run> runs)
    {
        var clauses = Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomClause(random, runs));
        return string.Join(random.Next(2) == 0 ? " AND " : "  and\n", clauses);
    }

    private static string RandomClause(Random random, List<Run> runs) => random.Next(7) switch
    {
        0 => $"{random.GetItems(["metric", "metrics"], 1)[0]}.{Quoted(random, random.GetItems(MetricKeys, 1)[0])} {Numeric(random)} {Number(random)}",
        1 => $"{random.GetItems(["param", "params", "parameters"], 1)[0]}.{Quoted(random, random.GetItems(Keys, 1)[0])} {Textual(random)}",
        2 => $"{random.GetItems(["tag", "tags"], 1)[0]}.{Quoted(random, random.GetItems(Keys, 1)[0])} {Textual(random)}",
        3 => $"{random.GetItems(["start_time", "attributes.end_time", "created"], 1)[0]} {Numeric(random)} {random.Next(4)}",
        4 => $"{random.GetItems(["status", "run.user_id", "attr.run_name", "`run name`"], 1)[0]} {Textual(random)}",
        5 => $"{random.GetItems(["dataset.name", "datasets.context", "dataset.digest"], 1)[0]} {(random.Next(3) == 0 ? $"NOT IN ('1', 'ad', 'a')" : Textual(random))}",
        _ => $"run_id {random.GetItems(["IN", "NOT IN", "not  in"], 1)[0]} ({string.Join(", ", random.GetItems(runs.ToArray(), 3).Select(run => $"'{run.Info.RunId}'"))}, 'UPPER')",
    };

    private static string Numeric(Random random) => random.GetItems(["=", "!=", ">", ">=", "<", "<="], 1)[0];

    private static string Number(Random random)
    {
        var finite = Numbers.Where(double.IsFinite).ToArray();
        return random.GetItems(finite, 1)[0].ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Textual(Random random) => random.Next(2) == 0
        ? $"{random.GetItems(["=", "!="], 1)[0]} '{random.GetItems(Values, 1)[0].Replace("'", "''", StringComparison.Ordinal)}'"
        : $"{random.GetItems(["LIKE", "like", "ILIKE", "iLike"], 1)[0]} '{random.GetItems(Patterns, 1)[0]}'";

    private static string Quoted(Random random, string key) =>
        key.Contains(' ', StringComparison.Ordinal) || key.Contains('/', StringComparison.Ordinal) || random.Next(2) == 0 ? (random.Next(2) == 0 ? $"`{key}`" : $"\"{key}\"") : key;
}
