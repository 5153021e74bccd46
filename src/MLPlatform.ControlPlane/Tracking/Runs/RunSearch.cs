using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Runs;

/// <summary>Finds, orders and pages runs in SQL; only the rows of the page are read.</summary>
internal static class RunSearch
{
    private const int DefaultPage = 1000;

    public static RunPage Page(StoreConnection store, MlflowRequest request)
    {
        var most = request.Long("max_results") ?? DefaultPage;
        if (most > Limits.RunsPerPage)
        {
            throw MlflowRefusal.Invalid(
                $"Invalid value {most} for parameter 'max_results' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters.");
        }

        if (most < 1)
            throw MlflowRefusal.Invalid($"Invalid value {most} for parameter 'max_results' supplied: It must be a positive integer");
        var clauses = FilterParser.Parse(request.Text("filter"), SearchGrammar.Runs);
        var order = OrderParser.Parse(request.Texts("order_by"), SearchGrammar.Runs);
        var offset = PageToken.Read(request.Text("page_token"));
        var query = Query(request.Texts("experiment_ids"), WireEnums.Stages(request, "run_view_type"), clauses, order).Add(" LIMIT ? OFFSET ?", most, offset);
        var runs = RunReading.Complete(store, store.Query(query.Text, RunStore.Read, query.Parameters));
        // As in MLflow, a full page hands out a token even when nothing follows.
        return new RunPage(runs.Count == 0 ? null : runs, runs.Count == most ? PageToken.Of(offset + most) : null);
    }

    internal static SqlQuery Query(IReadOnlyList<string> experiments, string stages, IReadOnlyList<Clause> clauses, IReadOnlyList<OrderKey> order)
    {
        var query = new SqlQuery().Add($"SELECT {RunStore.Columns} FROM runs r");
        for (var i = 0; i < order.Count; i++)
        {
            if (TableOf(order[i].Entity) is { } table)
                query.Add($" LEFT JOIN {table} o{i} ON o{i}.run_uuid = r.run_uuid AND o{i}.key = ?", order[i].Key);
        }

        query.Add(
            $" WHERE r.experiment_id IN (SELECT value FROM json_each(?)) AND r.lifecycle_stage IN {stages}",
            "[" + string.Join(',', experiments.Select(ExperimentStore.Id)) + "]");
        foreach (var clause in clauses)
            Where(query, clause);
        query.Add(" ORDER BY ");
        for (var i = 0; i < order.Count; i++)
            OrderBy(query, order[i], i);
        if (!order.Any(key => key is { Entity: Entity.Attribute, Key: "start_time" }))
            query.Add("r.start_time DESC, ");
        return query.Add("r.run_uuid ASC");
    }

    private static void Where(SqlQuery query, Clause clause)
    {
        query.Add(" AND ");
        switch (clause.Entity)
        {
            // A clause on what a run lacks is false, also for !=. NaN is unequal to every number and neither smaller nor greater.
            case Entity.Metric:
                query.Add("r.run_uuid IN (SELECT run_uuid FROM latest_metrics WHERE key = ? AND ", clause.Key);
                query.Add(clause.Operator == "!=" ? "(is_nan OR value != ?))" : $"NOT is_nan AND value {clause.Operator} ?)", clause.Value);
                break;
            case Entity.Param:
                query.Add("r.run_uuid IN (SELECT run_uuid FROM params WHERE key = ? AND ", clause.Key).Compare("value", clause).Add(")");
                break;
            case Entity.Tag:
                query.Add("r.run_uuid IN (SELECT run_uuid FROM tags WHERE key = ? AND ", clause.Key).Compare("value", clause).Add(")");
                break;
            case Entity.Dataset:
                WhereDataset(query, clause);
                break;
            case Entity.Attribute when clause.Key == "run_name":
                query.Add("r.run_uuid IN (SELECT run_uuid FROM tags WHERE key = ? AND ", RunStore.NameTag).Compare("value", clause).Add(")");
                break;
            case Entity.Attribute:
                query.Compare(Column(clause.Key), clause);
                break;
        }
    }

    private static void WhereDataset(SqlQuery query, Clause clause)
    {
        const string Inputs = "r.run_uuid IN (SELECT i.destination_id FROM inputs i";
        const string Kind = " WHERE i.destination_type = 'RUN' AND i.source_type = 'DATASET' AND ";
        if (clause.Key == "context")
            query.Add($"{Inputs} JOIN input_tags t ON t.input_uuid = i.input_uuid{Kind}t.name = 'mlflow.data.context' AND ").Compare("t.value", clause);
        else
            query.Add($"{Inputs} JOIN datasets d ON d.dataset_uuid = i.source_id{Kind}").Compare("d." + clause.Key, clause);
        query.Add(")");
    }

    // Runs without the key come last in both directions; NaN comes after the numbers and before them.
    private static void OrderBy(SqlQuery query, OrderKey key, int index)
    {
        var direction = key.Ascending ? "ASC" : "DESC";
        if (key.Entity == Entity.Metric)
        {
            query.Add($"CASE WHEN o{index}.value IS NULL THEN 2 WHEN o{index}.is_nan THEN 1 ELSE 0 END, o{index}.value {direction}, ");
            return;
        }

        var column = key.Entity == Entity.Attribute ? Column(key.Key) : $"o{index}.value";
        query.Add($"{column} IS NULL, {column} {direction}, ");
    }

    private static string? TableOf(Entity entity) => entity switch
    {
        Entity.Metric => "latest_metrics",
        Entity.Param => "params",
        Entity.Tag => "tags",
        Entity.Dataset => throw MlflowRefusal.Invalid("Invalid order_by entity type 'dataset'"),
        _ => null,
    };

    private static string Column(string key) => key switch
    {
        "run_id" => "r.run_uuid",
        "run_name" => "r.name",
        _ => "r." + key,
    };
}
