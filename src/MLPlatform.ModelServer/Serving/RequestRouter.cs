using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Grpc;
using MLPlatform.ModelServer.Protocols;
using MLPlatform.ModelServer.Versions;

namespace MLPlatform.ModelServer.Serving;

/// <summary>
/// Every path of an endpoint, matched by hand: with one model and a dozen fixed paths, setting up endpoint routing
/// would be the largest part of the process' start.
/// </summary>
internal sealed class RequestRouter(ModelServerSpec spec, VersionSwitch versions, ServingMetrics metrics, RestInference rest, GrpcService grpc, RepositoryApi repository, TrafficApi traffic)
{
    public const string Invocations = "/invocations";

    /// <summary>The scoring protocol spoken at <c>/invocations</c>.</summary>
    private const string MlflowVersion = "2.17.2";

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (GrpcService.Speaks(context.Request))
            return grpc.HandleAsync(context, path);
        if (path == Invocations)
            return rest.InvokeAsync(context);
        if (ModelPath.Parse(path) is { } model && (model.Verb is "infer" or "ready" or ""))
            return ModelAsync(context, RequireName(model));
        if (path.StartsWith(RepositoryApi.Prefix, StringComparison.Ordinal))
            return repository.HandleAsync(context, path);
        return path == TrafficApi.Path ? traffic.HandleAsync(context) : InformAsync(context, path);
    }

    private Task ModelAsync(HttpContext context, ModelPath model)
    {
        if (model.Verb == "infer")
            return rest.InferAsync(context, model.Version);
        RequireGet(context);
        if (model.Version is { } version && versions.IsReady)
            _ = versions.Current.Named(version);
        return model.Verb == "ready" ? ReadyAsync(context)
            : JsonAnswer.WriteAsync(context, json => OpenInferenceMetadata.WriteModel(json, versions.Current, model.Version));
    }

    private Task InformAsync(HttpContext context, string path)
    {
        switch (path)
        {
            case "/v2":
            case "/v2/":
                RequireGet(context);
                return JsonAnswer.WriteAsync(context, OpenInferenceMetadata.WriteServer);
            case "/v2/health/live":
                RequireGet(context);
                return JsonAnswer.WriteFlagAsync(context, "live", true);
            case "/v2/health/ready":
                RequireGet(context);
                return ReadyAsync(context);
            case "/health":
            case "/ping":
                RequireGet(context);
                return JsonAnswer.WriteAsync(context, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("nonce"u8, spec.Nonce);
                    json.WriteString("ready"u8, versions.IsReady ? "true" : "false");
                    json.WriteEndObject();
                });
            case "/version":
                RequireGet(context);
                return context.Response.WriteAsync(MlflowVersion);
            case "/metrics":
                RequireGet(context);
                context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                return context.Response.WriteAsync(metrics.ToText());
            default:
                throw Unknown(path);
        }
    }

    private Task ReadyAsync(HttpContext context)
    {
        if (!versions.IsReady)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
        }

        return JsonAnswer.WriteFlagAsync(context, "ready", versions.IsReady);
    }

    private ModelPath RequireName(ModelPath path) => path.Name == spec.Name ? path
        : throw new PlatformException(EndpointErrors.NotFound, $"There is no model `{(path.Name.Length <= 200 ? path.Name : path.Name[..200])}` here.", $"This endpoint serves `{spec.Name}`.");

    private static void RequireGet(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            throw WrongMethod(context, "GET");
    }

    internal static PlatformException WrongMethod(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return new PlatformException(EndpointErrors.WrongMethod, $"`{context.Request.Method}` is not taken at `{context.Request.Path}`.", $"Use {allowed}.");
    }

    internal static PlatformException Unknown(string path) =>
        new(EndpointErrors.UnknownPath, $"Nothing is served at `{(path.Length <= 200 ? path : path[..200])}`.", "GET /v2 shows the server; predictions go to POST /v2/models/NAME/infer or POST /invocations.");
}
