using System.Text.Json.Nodes;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Graph;

/// <summary><c>POST /graphql</c>, which MLflow's user interface asks beside REST.</summary>
internal sealed class GraphRoutes(MlflowServices services)
{
    public void Map(MlflowEndpoint endpoint) => endpoint.MapOne("POST", "/graphql", async context =>
    {
        var request = await MlflowRequest.ReadAsync(context).ConfigureAwait(false);
        JsonNode? data = null;
        JsonArray? errors = null;
        try
        {
            var variables = request.Field("variables") is { ValueKind: System.Text.Json.JsonValueKind.Object } given ? JsonObject.Create(given)! : [];
            data = Run(request.Text("query") ?? "", request.Text("operationName"), variables);
        }
        catch (GraphException refusal)
        {
            errors = [refusal.Message];
        }

        await MlflowEndpoint.WriteAsync(context, new JsonObject { ["data"] = data, ["errors"] = errors }, MlflowWire.Default.JsonObject).ConfigureAwait(false);
    });

    private JsonObject Run(string query, string? operationName, JsonObject given)
    {
        var document = GraphParser.Parse(query);
        var operation = document.Operations switch
        {
            [] => throw new GraphException("The document holds no operation."),
            [var only] when string.IsNullOrEmpty(operationName) || only.Name == operationName => only,
            _ => document.Operations.FirstOrDefault(candidate => candidate.Name == operationName)
                ?? throw new GraphException(string.IsNullOrEmpty(operationName) ? "Must provide operation name if query contains multiple operations." : $"Unknown operation named '{operationName}'."),
        };
        var none = new Dictionary<string, JsonNode?>();
        var variables = operation.Defaults.ToDictionary(pair => pair.Key, pair => pair.Value.With(none), StringComparer.Ordinal);
        foreach (var (name, value) in given)
            variables[name] = value?.DeepClone();
        var calls = new GraphCalls(services);
        var view = new GraphView(document.Fragments);
        var data = new JsonObject();
        foreach (var field in view.Fields(operation.Selections))
        {
            if (field.Name == "__typename")
                data[field.Alias] = "Query";
            else if (!GraphType.Answers.TryGetValue(field.Name, out var type))
                throw new GraphException($"Cannot query field '{field.Name}'.");
            else
                data[field.Alias] = view.Show(Answer(calls, field, variables), type, field.Selections);
        }

        return data;
    }

    // A refusal is part of the answer, where the user interface looks for it.
    private static JsonObject Answer(GraphCalls calls, GraphField field, Dictionary<string, JsonNode?> variables)
    {
        try
        {
            return calls.Call(field.Name, field.Arguments.ToDictionary(argument => argument.Key, argument => argument.Value.With(variables), StringComparer.Ordinal));
        }
        catch (MlflowRefusal refusal)
        {
            return new JsonObject { ["api_error"] = new JsonObject { ["code"] = refusal.ErrorCode, ["message"] = refusal.Message } };
        }
    }
}
