using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Protocols;
using MLPlatform.ModelServer.Versions;

namespace MLPlatform.ModelServer.Serving;

/// <summary>The model repository extension over REST: index, load, unload.</summary>
internal sealed class RepositoryApi(ModelRepository repository)
{
    public const string Prefix = "/v2/repository/";

    private const string Models = Prefix + "models/";

    /// <summary>True for a path that changes what is served.</summary>
    public static bool Changes(string path) => path.StartsWith(Models, StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext context, string path)
    {
        if (path == Prefix + "index")
        {
            RequirePost(context);
            using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
            var ready = WantsReady(body.Bytes.Span);
            await JsonAnswer.WriteAsync(context, json => WriteIndex(json, ready));
            return;
        }

        var words = path.StartsWith(Models, StringComparison.Ordinal) ? path[Models.Length..].Split('/') : [];
        if (words is not [var name, "load" or "unload"])
            throw RequestRouter.Unknown(path);
        RequirePost(context);
        if (name != repository.Spec.Name)
            throw new PlatformException(EndpointErrors.NotFound, $"There is no model `{(name.Length <= 200 ? name : name[..200])}` here.", $"This endpoint serves `{repository.Spec.Name}`.");
        if (words[1] == "load")
            await repository.LoadAsync(context.RequestAborted);
        else
            await repository.UnloadAsync(context.RequestAborted);
        context.Response.ContentLength = 0;
    }

    private void WriteIndex(Utf8JsonWriter json, bool ready)
    {
        json.WriteStartArray();
        foreach (var entry in repository.Index(ready))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, repository.Spec.Name);
            json.WriteString("version"u8, entry.Version);
            json.WriteString("state"u8, entry.State);
            json.WriteString("reason"u8, entry.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool WantsReady(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return false;
        var reader = new Utf8JsonReader(body);
        reader.Read();
        var ready = RequestParameters.ReadFlag(ref reader, "ready") ?? false;
        return reader.Read() ? throw JsonText.Bad("Something follows the request.") : ready;
    }

    private static void RequirePost(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            throw RequestRouter.WrongMethod(context, "POST");
    }
}
