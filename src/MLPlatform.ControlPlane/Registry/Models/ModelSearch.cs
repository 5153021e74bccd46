using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry.Models;

internal static class ModelSearch
{
    private const int DefaultPage = 100;

    public static RegisteredModelPage Page(StoreConnection store, MlflowRequest request)
    {
        var most = request.Long("max_results") ?? DefaultPage;
        if (most < 1)
            throw MlflowRefusal.Invalid($"Invalid value for max_results. It must be a positive integer, but got {most}");
        if (most > Limits.ModelsPerPage)
            throw MlflowRefusal.Invalid($"Invalid value for request parameter max_results. It must be at most {Limits.ModelsPerPage}, but got value {most}");
        var clauses = FilterParser.Parse(request.Text("filter"), SearchGrammar.RegisteredModels);
        var order = OrderParser.Parse(request.Texts("order_by"), SearchGrammar.RegisteredModels);
        var offset = PageToken.Read(request.Text("page_token"));
        var query = new SqlQuery().Add($"SELECT {ModelStore.Columns} FROM registered_models m WHERE 1 = 1");
        foreach (var clause in clauses)
        {
            query.Add(" AND ");
            if (clause.Entity == Entity.Tag)
                query.Add("m.name IN (SELECT name FROM registered_model_tags WHERE key = ? AND ", clause.Key).Compare("value", clause).Add(")");
            else
                query.Compare("m." + clause.Key, clause);
        }

        query.Add(" ORDER BY " + string.Concat(order.Select(key => $"m.{key.Key} {(key.Ascending ? "ASC" : "DESC")}, ")) + "m.name ASC LIMIT ? OFFSET ?", most + 1, offset);
        var rows = store.Query(query.Text, ModelStore.Read, query.Parameters);
        var more = rows.Count > most;
        if (more)
            rows.RemoveAt(rows.Count - 1);
        return new RegisteredModelPage(rows.Count == 0 ? null : ModelStore.Complete(store, rows), more ? PageToken.Of(offset + most) : null);
    }
}
