using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MLPlatform.ControlPlane.ArtifactApi;
using MLPlatform.ControlPlane.Registry.Versions;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Inputs;
using MLPlatform.ControlPlane.Tracking.Metrics;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Graph;

/// <summary>The calls GraphQL offers, each the REST call of that name with the fields of its <c>input</c>.</summary>
internal sealed class GraphCalls(MlflowServices services)
{
    public JsonObject Call(string name, IReadOnlyDictionary<string, JsonNode?> arguments)
    {
        if (name is "test" or "testMutation")
            return new JsonObject { ["output"] = $"Test {(name == "test" ? "query" : "mutation")} output: {arguments.GetValueOrDefault("inputString")?.ToString()}" };
        var request = MlflowRequest.Of(arguments.GetValueOrDefault("input") as JsonObject ?? []);
        return services.Database.Read(store => Answer(store, name, request));
    }

    private JsonObject Answer(StoreConnection store, string name, MlflowRequest request) => name switch
    {
        "mlflowGetExperiment" => Json(new ExperimentAnswer(ExperimentStore.Get(store, request.RequiredText("experiment_id"))), MlflowWire.Default.ExperimentAnswer),
        "mlflowGetRun" => WithContext(store, Json(new RunAnswer(RunStore.Get(store, request.RunId())), MlflowWire.Default.RunAnswer)),
        "mlflowListArtifacts" => Json(ArtifactListing.OfRun(services.Artifacts, store, request), MlflowWire.Default.ArtifactList),
        "mlflowGetMetricHistoryBulkInterval" => Json(MetricHistory.Interval(store, request), MlflowWire.Default.MetricPoints),
        "mlflowSearchModelVersions" => Json(VersionSearch.Page(store, request), MlflowWire.Default.ModelVersionPage),
        "mlflowSearchRuns" => Json(RunSearch.Page(store, request), MlflowWire.Default.RunPage),
        "mlflowSearchDatasets" => Json(DatasetSearch.Find(store, request.Texts("experiment_ids")), MlflowWire.Default.DatasetSummaries),
        _ => throw new GraphException($"Cannot query field '{name}'."),
    };

    // A run in GraphQL also knows its experiment and the model versions made from it.
    private static JsonObject WithContext(StoreConnection store, JsonObject answer)
    {
        var run = answer["run"]!.AsObject();
        var (id, experiment) = (run["info"]!["run_id"]!.GetValue<string>(), run["info"]!["experiment_id"]!.GetValue<string>());
        run["experiment"] = Json(ExperimentStore.Get(store, experiment), MlflowWire.Default.Experiment);
        run["model_versions"] = new JsonArray(VersionStore.OfRun(store, id).Select(version => (JsonNode)Json(version, MlflowWire.Default.ModelVersion)).ToArray());
        return answer;
    }

    private static JsonObject Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!.AsObject();
}
