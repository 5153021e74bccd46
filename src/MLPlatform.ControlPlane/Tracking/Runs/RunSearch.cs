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

    // Sorting this many runs takes a few milliseconds.
    private const int ManyRuns = 3000;

    /// <summary>A page as the answer's JSON.</summary>
    public static PooledBody Json(StoreConnection store, MlflowRequest request)
    {
        var asked = Read(request);
        if (ByMetric(store, asked) is { } walk)
        {
            var (body, count) = RunJson.Page(store, walk, asked.NextToken);
            if (count == asked.Most)
                return body;
            body.Dispose();
        }

        return RunJson.Page(store, General(asked), asked.NextToken).Body;
    }

    public static RunPage Page(StoreConnection store, MlflowRequest request)
    {
        var asked = Read(request);
        var query = General(asked);
        var runs = RunReading.Complete(store, store.Query(query.Text, RunStore.Read, query.Parameters));
        return new RunPage(runs.Count == 0 ? null : runs, asked.NextToken(runs.Count));
    }

    private static Search Read(MlflowRequest request)
    {
        var most = request.Long("max_results") ?? DefaultPage;
        if (most > Limits.RunsPerPage)
        {
            throw MlflowRefusal.Invalid(
                $"Invalid value {most} for parameter 'max_results' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters.");
        }

        if (most < 1)
            throw MlflowRefusal.Invalid($"Invalid value {most} for parameter 'max_results' supplied: It must be a positive integer");
        return new Search(
            request.Texts("experiment_ids"),
            WireEnums.Stages(request, "run_view_type"),
            FilterParser.Parse(request.Text("filter"), SearchGrammar.Runs),
            OrderParser.Parse(request.Texts("order_by"), SearchGrammar.Runs),
            most,
            PageToken.Read(request.Text("page_token")));
    }

    // Ordered by a metric, a page is the first entries of the index on its values, when it is full. What follows the numbers (NaN, then runs
    // without the metric) is not in that order, and few runs are sorted faster than an index over everyone's is walked: both take the general way.
    private static SqlQuery? ByMetric(StoreConnection store, Search asked) =>
        asked.Order is [{ Entity: Entity.Metric }, ..] && Many(store, asked.Experiments)
            ? Query(asked.Experiments, asked.Stages, asked.Clauses, asked.Order, byMetric: true).Add(" LIMIT ? OFFSET ?", asked.Most, asked.Offset)
            : null;

    private static SqlQuery General(Search asked) => Query(asked.Experiments, asked.Stages, asked.Clauses, asked.Order).Add(" LIMIT ? OFFSET ?", asked.Most, asked.Offset);

    private static bool Many(StoreConnection store, IReadOnlyList<string> experiments) =>
        store.Number("SELECT COUNT(*) FROM (SELECT 1 FROM runs WHERE experiment_id IN (SELECT value FROM json_each(?)) LIMIT ?)", Ids(experiments), ManyRuns) == ManyRuns;

    private static string Ids(IReadOnlyList<string> experiments) => "[" + string.Join(',', experiments.Select(ExperimentStore.Id)) + "]";

    /// <param name="byMetric">Walks the values of the first order key, a metric; runs whose value is NaN or that lack it are left out.</param>
    internal static SqlQuery Query(IReadOnlyList<string> experiments, string stages, IReadOnlyList<Clause> clauses, IReadOnlyList<OrderKey> order, bool byMetric = false)
    {
        var query = new SqlQuery().Add($"SELECT {RunStore.Columns} FROM ");
        query.Add(byMetric ? "latest_metrics o0 INDEXED BY platform_latest_metrics_value CROSS JOIN runs r ON r.run_uuid = o0.run_uuid" : "runs r");
        for (var i = byMetric ? 1 : 0; i < order.Count; i++)
        {
            if (TableOf(order[i].Entity) is { } table)
                query.Add($" LEFT JOIN {table} o{i} ON o{i}.run_uuid = r.run_uuid AND o{i}.key = ?", order[i].Key);
        }

        // One experiment is looked up in the index that is in the default order already.
        if (experiments.Count == 1)
            query.Add($" WHERE {(byMetric ? "+" : "")}r.experiment_id = ? AND r.lifecycle_stage IN {stages}", ExperimentStore.Id(experiments[0]));
        else
            query.Add($" WHERE {(byMetric ? "+" : "")}r.experiment_id IN (SELECT value FROM json_each(?)) AND r.lifecycle_stage IN {stages}", Ids(experiments));
        if (byMetric)
            query.Add(" AND o0.key = ? AND o0.is_nan = 0", order[0].Key);
        foreach (var clause in clauses)
        {
            if (byMetric && clause.Entity == Entity.Metric && clause.Key == order[0].Key)
                query.Add($" AND o0.value {clause.Operator} ?", clause.Value);
            else
                Where(query, clause, byMetric);
        }

        query.Add(" ORDER BY ");
        for (var i = 0; i < order.Count; i++)
        {
            if (byMetric && i == 0)
                query.Add($"o0.value {(order[0].Ascending ? "ASC" : "DESC")}, ");
            else
                OrderBy(query, order[i], i);
        }

        if (!order.Any(key => key is { Entity: Entity.Attribute, Key: "start_time" }))
            query.Add("r.start_time DESC, ");
        return query.Add("r.run_uuid ASC");
    }

    private sealed record Search(IReadOnlyList<string> Experiments, string Stages, IReadOnlyList<Clause> Clauses, IReadOnlyList<OrderKey> Order, long Most, long Offset)
    {
        // As in MLflow, a full page hands out a token even when nothing follows.
        public string? NextToken(int count) => count == Most ? PageToken.Of(Offset + Most) : null;
    }

    /// <param name="each">Looks at one run after another, where few are looked at, and does not collect all runs that match first.</param>
    private static void Where(SqlQuery query, Clause clause, bool each)
    {
        query.Add(" AND ");
        string Of(string table) => each ? $"EXISTS (SELECT 1 FROM {table} x WHERE x.run_uuid = r.run_uuid AND x.key = ? AND " : $"r.run_uuid IN (SELECT x.run_uuid FROM {table} x WHERE x.key = ? AND ";
        switch (clause.Entity)
        {
            // A clause on what a run lacks is false, also for !=. NaN is unequal to every number and neither smaller nor greater.
            case Entity.Metric:
                query.Add(Of("latest_metrics"), clause.Key);
                query.Add(clause.Operator == "!=" ? "(x.is_nan OR x.value != ?))" : $"NOT x.is_nan AND x.value {clause.Operator} ?)", clause.Value);
                break;
            case Entity.Param:
                query.Add(Of("params"), clause.Key).Compare("x.value", clause).Add(")");
                break;
            case Entity.Tag:
                query.Add(Of("tags"), clause.Key).Compare("x.value", clause).Add(")");
                break;
            case Entity.Dataset:
                WhereDataset(query, clause);
                break;
            case Entity.Attribute when clause.Key == "run_name":
                query.Add(Of("tags"), RunStore.NameTag).Compare("x.value", clause).Add(")");
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
