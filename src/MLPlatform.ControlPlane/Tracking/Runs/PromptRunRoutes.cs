using System.Text;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Runs;

/// <summary><c>runs/create-promptlab-run</c>: one try of a prompt as a finished run with its table of inputs and outputs.</summary>
internal sealed class PromptRunRoutes(MlflowServices services)
{
    private const string Table = "eval_results_table.json";

    private static readonly string[] Required = ["experiment_id", "prompt_template", "prompt_parameters", "model_route", "model_input", "mlflow_version"];

    public void Map(MlflowEndpoint endpoint) => endpoint.MapAjax("POST", "runs/create-promptlab-run", MlflowWire.Default.RunAnswer, async (context, principal) =>
    {
        var request = await MlflowRequest.ReadAsync(context).ConfigureAwait(false);
        foreach (var field in Required)
        {
            if (!request.Has(field))
                throw MlflowRefusal.Invalid($"CreatePromptlabRun request must specify {field}.");
        }

        var experiment = request.RequiredText("experiment_id");
        var prompt = Pairs(request, "prompt_parameters");
        List<Param> parameters =
        [
            .. Pairs(request, "model_parameters"), new("model_route", request.RequiredText("model_route")), new("prompt_template", request.RequiredText("prompt_template")),
        ];
        List<Tag> tags =
        [
            .. request.Objects("tags").Select(tag => BatchReading.Tag(tag.RequiredText("key"), tag.Text("value") ?? "", tag.Path + ".key")),
            new("mlflow.loggedArtifacts", $$"""[{"path": "{{Table}}", "type": "table"}]"""),
            new("mlflow.runSourceType", "PROMPT_ENGINEERING"),
        ];
        var start = request.Long("start_time") ?? services.Now;
        var run = await services.Database.WriteAsync(store =>
        {
            var made = RunStore.Create(store, new NewRun(experiment, request.Text("run_name"), request.Text("user_id") ?? "", start, tags)).Info.RunId;
            RunLogging.Params(store, made, parameters);
            RunStore.Update(store, made, "FINISHED", services.Now, null);
            services.Audit.Append(store, principal, "runs.create", made, experiment);
            return RunStore.Get(store, made);
        }).ConfigureAwait(false);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(TableOf(request, prompt).ToJsonString()));
        await services.Artifacts.TreeOf(run.Info.ArtifactUri!).PutAsync(Table, content, context.RequestAborted).ConfigureAwait(false);
        return new RunAnswer(run);
    });

    // One row: the prompt's parameters, what was sent, what came back, and the figures of the answer.
    private static JsonObject TableOf(MlflowRequest request, List<Param> prompt)
    {
        var figures = Pairs(request, "model_output_parameters");
        string[] columns = [.. prompt.Select(pair => pair.Key), "prompt", "output", .. figures.Select(pair => pair.Key)];
        string?[] row = [.. prompt.Select(pair => pair.Value), request.Text("model_input"), request.Text("model_output") ?? "", .. figures.Select(pair => pair.Value)];
        return new JsonObject
        {
            ["columns"] = new JsonArray(columns.Select(column => (JsonNode)column).ToArray()),
            ["data"] = new JsonArray(new JsonArray(row.Select(cell => (JsonNode?)cell).ToArray())),
        };
    }

    private static List<Param> Pairs(MlflowRequest request, string field) =>
        request.Objects(field).Select(pair => BatchReading.Param(pair.RequiredText("key"), pair.Text("value") ?? "", pair.Path + ".key")).ToList();
}
