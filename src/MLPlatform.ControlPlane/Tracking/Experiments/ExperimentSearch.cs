using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Experiments;

internal static class ExperimentSearch
{
    public static ExperimentPage Page(StoreConnection store, MlflowRequest request)
    {
        // The field has no default: leaving it out is zero, and zero is refused.
        var most = request.Long("max_results") ?? 0;
        if (most is < 1 or > Limits.ExperimentsPerPage)
        {
            throw MlflowRefusal.Invalid(most < 1
                ? $"Invalid value {most} for parameter 'max_results' supplied. It must be a positive integer"
                : $"Invalid value {most} for parameter 'max_results' supplied. It must be at most {Limits.ExperimentsPerPage}");
        }

        var clauses = FilterParser.Parse(request.Text("filter"), SearchGrammar.Experiments);
        var order = OrderParser.Parse(request.Texts("order_by"), SearchGrammar.Experiments);
        var offset = PageToken.Read(request.Text("page_token"));
        var query = new SqlQuery().Add($"SELECT {ExperimentStore.Columns} FROM experiments e WHERE e.lifecycle_stage IN {WireEnums.Stages(request, "view_type")}");
        foreach (var clause in clauses)
        {
            query.Add(" AND ");
            if (clause.Entity == Entity.Tag)
                query.Add("e.experiment_id IN (SELECT experiment_id FROM experiment_tags WHERE key = ? AND ", clause.Key).Compare("value", clause).Add(")");
            else
                query.Compare("e." + clause.Key, clause);
        }

        query.Add(" ORDER BY ");
        if (order.Count == 0)
            query.Add("e.creation_time DESC, e.experiment_id ASC");
        else
            query.Add(string.Join(", ", order.Select(key => $"e.{key.Key} {(key.Ascending ? "ASC" : "DESC")}")) + (order.Any(key => key.Key == "experiment_id") ? "" : ", e.experiment_id DESC"));
        // One row more than asked for tells whether there is a next page.
        query.Add(" LIMIT ? OFFSET ?", most + 1, offset);
        var rows = store.Query(query.Text, ExperimentStore.Read, query.Parameters);
        var more = rows.Count > most;
        if (more)
            rows.RemoveAt(rows.Count - 1);
        return new ExperimentPage(rows.Count == 0 ? null : ExperimentStore.WithTags(store, rows), more ? PageToken.Of(offset + most) : null);
    }
}
