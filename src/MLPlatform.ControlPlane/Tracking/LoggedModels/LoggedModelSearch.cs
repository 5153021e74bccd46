using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.LoggedModels;

/// <summary>Finds logged models. A condition on a metric, or an order by one, can ask for a dataset it was measured on.</summary>
internal static class LoggedModelSearch
{
    private const int DefaultPage = 50;

    public static LoggedModelPage Page(StoreConnection store, MlflowRequest request)
    {
        var most = request.Long("max_results") ?? DefaultPage;
        if (most is < 1 or > Limits.LoggedModelsPerPage)
            throw MlflowRefusal.Invalid($"Invalid value {most} for parameter 'max_results' supplied. It must be a positive integer of at most {Limits.LoggedModelsPerPage}");
        var clauses = FilterParser.Parse(request.Text("filter"), SearchGrammar.LoggedModels);
        var datasets = request.Objects("datasets").Select(item => (Name: item.RequiredText("dataset_name"), Digest: item.Text("dataset_digest"))).ToList();
        var offset = PageToken.Read(request.Text("page_token"));
        var query = new SqlQuery().Add(
            $"SELECT {LoggedModelStore.Columns} FROM platform_logged_models m WHERE m.lifecycle_stage = 'active' AND m.experiment_id IN (SELECT value FROM json_each(?))",
            "[" + string.Join(',', request.Texts("experiment_ids").Select(ExperimentStore.Id)) + "]");
        foreach (var clause in clauses)
            Where(query, clause, datasets);
        query.Add(" ORDER BY ");
        foreach (var item in request.Objects("order_by"))
            OrderBy(query, item);
        query.Add("m.creation_time DESC, m.model_id ASC LIMIT ? OFFSET ?", most + 1, offset);
        var rows = store.Query(query.Text, LoggedModelStore.Read, query.Parameters);
        var more = rows.Count > most;
        if (more)
            rows.RemoveAt(rows.Count - 1);
        return new LoggedModelPage(rows.Count == 0 ? null : LoggedModelStore.Complete(store, rows), more ? PageToken.Of(offset + most) : null);
    }

    private static void Where(SqlQuery query, Clause clause, List<(string Name, string? Digest)> datasets)
    {
        query.Add(" AND ");
        switch (clause.Entity)
        {
            case Entity.Metric:
                query.Add("m.model_id IN (SELECT x.model_id FROM platform_logged_model_metrics x WHERE x.key = ? AND ", clause.Key);
                query.Add(clause.Operator == "!=" ? "(x.is_nan OR x.value != ?)" : $"NOT x.is_nan AND x.value {clause.Operator} ?", clause.Value);
                for (var i = 0; i < datasets.Count; i++)
                {
                    query.Add(i == 0 ? " AND (" : " OR ").Add("(x.dataset_name = ?", datasets[i].Name);
                    query.Add(datasets[i].Digest is null ? ")" : " AND x.dataset_digest = ?)", datasets[i].Digest is { } digest ? [digest] : []);
                }

                query.Add(datasets.Count > 0 ? "))" : ")");
                break;
            case Entity.Param:
                query.Add("m.model_id IN (SELECT model_id FROM platform_logged_model_params WHERE key = ? AND ", clause.Key).Compare("value", clause).Add(")");
                break;
            case Entity.Tag:
                query.Add("m.model_id IN (SELECT model_id FROM platform_logged_model_tags WHERE key = ? AND ", clause.Key).Compare("value", clause).Add(")");
                break;
            default:
                query.Compare("m." + clause.Key, clause);
                break;
        }
    }

    private static void OrderBy(SqlQuery query, MlflowObject item)
    {
        var (entity, key) = FilterParser.Identifier(item.RequiredText("field_name"), SearchGrammar.LoggedModels, SearchGrammar.LoggedModels.OrderAttributes);
        var direction = item.Flag("ascending") ?? true ? "ASC" : "DESC";
        switch (entity)
        {
            case Entity.Attribute:
                query.Add($"m.{key} IS NULL, m.{key} {direction}, ");
                break;
            case Entity.Metric:
                query.Add("(SELECT x.value FROM platform_logged_model_metrics x WHERE x.model_id = m.model_id AND x.key = ? AND NOT x.is_nan", key);
                if (item.Text("dataset_name") is { Length: > 0 } name)
                    query.Add(" AND x.dataset_name = ?", name);
                if (item.Text("dataset_digest") is { Length: > 0 } digest)
                    query.Add(" AND x.dataset_digest = ?", digest);
                query.Add($" ORDER BY x.timestamp DESC LIMIT 1) {direction} NULLS LAST, ");
                break;
            default:
                throw MlflowRefusal.Invalid($"Invalid order_by entity: {entity.ToString().ToLowerInvariant()}");
        }
    }
}
