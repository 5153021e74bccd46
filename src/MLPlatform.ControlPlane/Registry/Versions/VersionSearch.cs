using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry.Versions;

internal static class VersionSearch
{
    public static ModelVersionPage Page(StoreConnection store, MlflowRequest request)
    {
        var most = request.Long("max_results") ?? Limits.VersionsPerPage;
        if (most < 1)
            throw MlflowRefusal.Invalid($"Invalid value for max_results. It must be a positive integer, but got {most}");
        if (most > Limits.VersionsPerPage)
        {
            throw MlflowRefusal.Invalid(
                $"Invalid value {most} for parameter 'max_results' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters.");
        }

        var clauses = FilterParser.Parse(request.Text("filter"), SearchGrammar.ModelVersions);
        var order = OrderParser.Parse(request.Texts("order_by"), SearchGrammar.ModelVersions);
        var offset = PageToken.Read(request.Text("page_token"));
        var query = new SqlQuery().Add($"SELECT {VersionStore.Columns} FROM model_versions v WHERE {VersionStore.NotDeleted}");
        foreach (var clause in clauses)
        {
            query.Add(" AND ");
            if (clause.Entity == Entity.Tag)
                query.Add("EXISTS (SELECT 1 FROM model_version_tags t WHERE t.name = v.name AND t.version = v.version AND t.key = ? AND ", clause.Key).Compare("t.value", clause).Add(")");
            else
                query.Compare("v." + clause.Key, clause);
        }

        query.Add(" ORDER BY " + string.Concat(order.Select(key => $"v.{key.Key} {(key.Ascending ? "ASC" : "DESC")}, ")));
        query.Add((order.Count == 0 ? "v.last_updated_time DESC, " : "") + "v.name ASC, v.version DESC LIMIT ? OFFSET ?", most + 1, offset);
        var rows = store.Query(query.Text, VersionStore.Read, query.Parameters);
        var more = rows.Count > most;
        if (more)
            rows.RemoveAt(rows.Count - 1);
        return new ModelVersionPage(rows.Count == 0 ? null : VersionStore.WithTags(store, rows), more ? PageToken.Of(offset + most) : null);
    }
}
