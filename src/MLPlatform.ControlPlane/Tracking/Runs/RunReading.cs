using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Inputs;
using MLPlatform.ControlPlane.Tracking.LoggedModels;
using MLPlatform.ControlPlane.Tracking.Search;

namespace MLPlatform.ControlPlane.Tracking.Runs;

/// <summary>Adds latest metrics, parameters, tags and inputs to a page of runs: one statement each, however many runs.</summary>
internal static class RunReading
{
    public static List<Run> Complete(StoreConnection store, List<RunInfo> runs)
    {
        if (runs.Count == 0)
            return [];
        var ids = SqlQuery.ListJson(runs.ConvertAll(run => run.RunId));
        var metrics = new Dictionary<string, List<Metric>>(StringComparer.Ordinal);
        store.ForEach(
            "SELECT run_uuid, key, value, timestamp, step, is_nan FROM latest_metrics WHERE run_uuid IN (SELECT value FROM json_each(?))",
            row => Of(metrics, row.Text(0)).Add(new Metric(row.Text(1), row.Bool(5) ? double.NaN : row.Double(2), row.Long(3), row.Long(4))),
            ids);
        var parameters = new Dictionary<string, List<Param>>(StringComparer.Ordinal);
        store.ForEach(
            "SELECT run_uuid, key, value FROM params WHERE run_uuid IN (SELECT value FROM json_each(?))",
            row => Of(parameters, row.Text(0)).Add(new Param(row.Text(1), row.Text(2))),
            ids);
        var tags = new Dictionary<string, List<Tag>>(StringComparer.Ordinal);
        store.ForEach(
            "SELECT run_uuid, key, value FROM tags WHERE run_uuid IN (SELECT value FROM json_each(?))",
            row => Of(tags, row.Text(0)).Add(new Tag(row.Text(1), row.Text(2))),
            ids);
        var links = LinksOf(store, ids);
        return runs.ConvertAll(info => new Run
        {
            Info = info,
            Data = new RunData { Metrics = metrics.GetValueOrDefault(info.RunId), Params = parameters.GetValueOrDefault(info.RunId), Tags = tags.GetValueOrDefault(info.RunId) },
            Inputs = links(info.RunId).Inputs,
            Outputs = links(info.RunId).Outputs,
        });
    }

    /// <summary>The datasets and models that one run read, and the models it made.</summary>
    public static (RunInputs Inputs, RunOutputs? Outputs) Links(StoreConnection store, string run) => LinksOf(store, SqlQuery.ListJson([run]))(run);

    private static Func<string, (RunInputs Inputs, RunOutputs? Outputs)> LinksOf(StoreConnection store, string ids)
    {
        var inputs = DatasetInputs.Read(store, ids);
        var models = RunModels.Read(store, ids);
        return run =>
        {
            var made = OrNull(models[(run, RunModels.Output)]);
            return (new RunInputs(inputs.GetValueOrDefault(run), OrNull(models[(run, RunModels.Input)])), made is null ? null : new RunOutputs(made));
        };
    }

    private static List<T>? OrNull<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;

    private static List<T> Of<T>(Dictionary<string, List<T>> lists, string id)
    {
        if (!lists.TryGetValue(id, out var list))
            lists[id] = list = [];
        return list;
    }
}
