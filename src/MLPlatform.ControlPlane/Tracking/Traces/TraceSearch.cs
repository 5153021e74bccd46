using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Traces;

internal static class TraceSearch
{
    private const int DefaultPage = 100;

    // Where MLflow keeps what its filters call name and run_id.
    private const string NameTag = "mlflow.traceName";
    private const string RunMetadata = "mlflow.sourceRun";

    public static TracePage Page(StoreConnection store, MlflowRequest request)
    {
        var experiments = request.Texts("experiment_ids");
        if (experiments.Count == 0)
            throw MlflowRefusal.Missing("experiment_ids");
        var most = request.Long("max_results") ?? DefaultPage;
        if (most is < 1 or > Limits.TracesPerPage)
        {
            throw MlflowRefusal.Invalid(
                $"Invalid value {most} for parameter 'max_results' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters.");
        }

        var clauses = FilterParser.Parse(request.Text("filter"), SearchGrammar.Traces);
        var order = OrderParser.Parse(request.Texts("order_by"), SearchGrammar.Traces);
        var offset = PageToken.Read(request.Text("page_token"));
        var query = new SqlQuery().Add(
            $"SELECT {TraceStore.Columns} FROM trace_info t WHERE t.experiment_id IN (SELECT value FROM json_each(?))",
            "[" + string.Join(',', experiments.Select(ExperimentStore.Id)) + "]");
        foreach (var clause in clauses)
        {
            var (column, key) = Source(clause.Entity, clause.Key);
            query.Add(" AND ");
            if (key is null)
                query.Compare(column, clause);
            else
                query.Add($"t.request_id IN (SELECT request_id FROM {column} WHERE key = ? AND ", key).Compare("value", clause).Add(")");
        }

        query.Add(" ORDER BY ");
        foreach (var item in order)
        {
            var (column, key) = Source(item.Entity, item.Key);
            var direction = item.Ascending ? "ASC" : "DESC";
            if (key is null)
                query.Add($"{column} IS NULL, {column} {direction}, ");
            else
                query.Add($"(SELECT value FROM {column} k WHERE k.key = ? AND k.request_id = t.request_id) {direction} NULLS LAST, ", key);
        }

        query.Add("t.timestamp_ms DESC, t.request_id ASC LIMIT ? OFFSET ?", most, offset);
        var traces = store.Query(query.Text, TraceStore.Read, query.Parameters);
        return new TracePage(traces.Count == 0 ? null : TraceStore.Complete(store, traces), traces.Count == most ? PageToken.Of(offset + most) : null);
    }

    /// <returns>A column of the trace, or a table of pairs with the key in it.</returns>
    private static (string Column, string? Key) Source(Entity entity, string key) => (entity, key) switch
    {
        (Entity.Tag, _) => ("trace_tags", key),
        (Entity.Metadata, _) => ("trace_request_metadata", key),
        (_, "name") => ("trace_tags", NameTag),
        (_, "run_id") => ("trace_request_metadata", RunMetadata),
        _ => ("t." + key, null),
    };
}
