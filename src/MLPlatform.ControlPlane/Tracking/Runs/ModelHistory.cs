using System.Text.Json;
using System.Text.Json.Nodes;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Runs;

/// <summary>The history of models a run logged: a JSON list in one of its tags.</summary>
internal static class ModelHistory
{
    private const string HistoryTag = "mlflow.log-model.history";

    private static readonly string[] Mandatory = ["artifact_path", "flavors", "utc_time_created", "run_id"];

    public static JsonObject Read(string json)
    {
        JsonNode? model;
        try
        {
            model = JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            throw MlflowRefusal.Invalid($"Malformed model info. \n {json} \n is not a valid JSON.");
        }

        var fields = model as JsonObject ?? throw MlflowRefusal.Invalid($"Malformed model info. \n {json} \n is not a valid JSON.");
        var missing = Mandatory.Where(field => !fields.ContainsKey(field)).ToList();
        if (missing.Count > 0)
            throw MlflowRefusal.Invalid($"Model json is missing mandatory fields: {{{string.Join(", ", missing.Select(field => $"'{field}'"))}}}");
        return fields;
    }

    public static void Append(StoreConnection store, string run, JsonObject model)
    {
        RunStore.RequireActive(store, run);
        var known = store.First("SELECT value FROM tags WHERE key = ? AND run_uuid = ?", row => row.Text(0), HistoryTag, run);
        var history = known is null ? new JsonArray() : JsonNode.Parse(known) as JsonArray ?? new JsonArray();
        history.Add(model.DeepClone());
        RunStore.SetTag(store, run, new Contracts.Tracking.Tag(HistoryTag, history.ToJsonString()));
    }
}
