using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Protocols;

namespace MLPlatform.ModelServer.Serving;

/// <summary>
/// Every path of an endpoint, matched by hand: with one model and a dozen fixed paths, setting up endpoint routing
/// would be the largest part of the process' start.
/// </summary>
internal sealed class RequestRouter(ModelServerSpec spec, ServingMetrics metrics, TimeProvider time)
{
    public const string Invocations = "/invocations";

    private readonly string _model = $"/v2/models/{spec.Name}";
    private readonly string _version = $"/v2/models/{spec.Name}/versions/{spec.Version}";
    private volatile ServedModel? _served;

    /// <summary>From now on the endpoint answers predictions.</summary>
    public void Open(ServedModel served) => _served = served;

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        return InferOf(path) ? PredictAsync(context, "oip") : path == Invocations ? PredictAsync(context, "mlflow") : InformAsync(context, path);
    }

    private bool InferOf(string path) => path.EndsWith("/infer", StringComparison.Ordinal) && RequireModel(path[..^"/infer".Length]);

    private async Task PredictAsync(HttpContext context, string protocol)
    {
        var started = time.GetTimestamp();
        metrics.InFlight.Add(1);
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            if (!HttpMethods.IsPost(context.Request.Method))
                throw WrongMethod(context, "POST");
            var served = _served ?? throw new PlatformException(EndpointErrors.NotReady, $"`{spec.Name}` is starting.", "Try again in a second.");
            var request = await ReadAsync(context, served, protocol);
            var prediction = await served.PredictAsync(request, context.RequestAborted);
            context.Response.Headers["X-Request-Id"] = HeaderSafe(prediction.Id);
            await WriteAsync(context, json =>
            {
                if (protocol == "oip")
                    OpenInferenceResponse.Write(json, served, prediction);
                else
                    InvocationResponse.Write(json, served, prediction);
            });
            status = StatusCodes.Status200OK;
        }
        catch (PlatformException refused)
        {
            status = refused.Code.HttpStatus;
            throw;
        }
        catch (Exception refused) when (refused is JsonException or BadHttpRequestException)
        {
            status = StatusCodes.Status400BadRequest;
            throw;
        }
        finally
        {
            metrics.InFlight.Add(-1);
            metrics.Requests(protocol, status).Add();
            metrics.Duration.Observe(time.GetElapsedTime(started).TotalSeconds);
        }
    }

    private static async ValueTask<BoundRequest> ReadAsync(HttpContext context, ServedModel served, string protocol)
    {
        var isJson = RequestBody.IsMediaType(context.Request, "application/json");
        if (!isJson && !(protocol == "mlflow" && RequestBody.IsMediaType(context.Request, "text/csv")))
            throw RequestBody.Unsupported(context.Request, protocol == "oip" ? "application/json" : "application/json or text/csv");
        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        if (!isJson)
            return await CsvRequest.ReadAsync(body.Bytes, served.Schema, context.RequestAborted);
        return protocol == "oip" ? OpenInferenceRequest.Read(body.Bytes.Span, served.Schema) : InvocationRequest.Read(body.Bytes.Span, served.Schema);
    }

    private Task InformAsync(HttpContext context, string path)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            throw path is "/v2" or "/health" or "/ping" or "/metrics" || path.StartsWith("/v2/", StringComparison.Ordinal) ? WrongMethod(context, "GET") : Unknown(path);
        switch (path)
        {
            case "/v2":
            case "/v2/":
                return WriteAsync(context, OpenInferenceMetadata.WriteServer);
            case "/v2/health/live":
                return WriteAsync(context, static json => WriteFlag(json, "live", true));
            case "/v2/health/ready":
                return ReadyAsync(context);
            case "/health":
            case "/ping":
                return WriteAsync(context, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("nonce"u8, spec.Nonce);
                    json.WriteString("ready"u8, _served is null ? "false" : "true");
                    json.WriteEndObject();
                });
            case "/metrics":
                context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                return context.Response.WriteAsync(metrics.ToText());
        }

        if (path.EndsWith("/ready", StringComparison.Ordinal) && RequireModel(path[..^"/ready".Length]))
            return ReadyAsync(context);
        if (RequireModel(path))
            return WriteAsync(context, json => OpenInferenceMetadata.WriteModel(json, _served ?? throw new PlatformException(EndpointErrors.NotReady, $"`{spec.Name}` is starting.", "Try again in a second.")));
        throw Unknown(path);
    }

    private Task ReadyAsync(HttpContext context)
    {
        var ready = _served is not null;
        if (!ready)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
        }

        return WriteAsync(context, json => WriteFlag(json, "ready", ready));
    }

    /// <returns>False when the path names no model at all.</returns>
    /// <exception cref="PlatformException">It names another model or version.</exception>
    private bool RequireModel(string path)
    {
        if (path == _model || path == _version)
            return true;
        if (!path.StartsWith("/v2/models/", StringComparison.Ordinal))
            return false;
        var asked = path["/v2/models/".Length..];
        if (asked.Contains('/') && !asked.Contains("/versions/", StringComparison.Ordinal))
            return false;
        throw new PlatformException(EndpointErrors.NotFound, $"There is no model `{(asked.Length <= 200 ? asked : asked[..200])}` here.", $"This endpoint serves `{spec.Name}` version {spec.Version}.");
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool value)
    {
        json.WriteStartObject();
        json.WriteBoolean(name, value);
        json.WriteEndObject();
    }

    // The id comes from the caller, and a header holds printable ASCII only.
    private static string HeaderSafe(string id) => id.Length <= 128 && id.All(c => c is > ' ' and < (char)127) ? id : "";

    private static PlatformException WrongMethod(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return new PlatformException(EndpointErrors.WrongMethod, $"`{context.Request.Method}` is not taken at `{context.Request.Path}`.", $"Use {allowed}.");
    }

    private static PlatformException Unknown(string path) =>
        new(EndpointErrors.UnknownPath, $"Nothing is served at `{(path.Length <= 200 ? path : path[..200])}`.", "GET /v2 shows the server; predictions go to POST /v2/models/NAME/infer or POST /invocations.");
}
