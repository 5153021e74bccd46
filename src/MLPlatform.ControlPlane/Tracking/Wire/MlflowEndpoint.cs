using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Hosting.Security;

namespace MLPlatform.ControlPlane.Tracking.Wire;

/// <summary>Binds handlers to MLflow's two prefixes and turns refusals into MLflow's error body. A user's mistake is never a 5xx: clients retry those for a minute.</summary>
internal sealed class MlflowEndpoint(IEndpointRouteBuilder routes, Func<HttpContext, Principal> principalOf, ILogger logger)
{
    /// <summary>Quotes in a text stay as they are: MLflow's tests look for its messages in the body as it was sent.</summary>
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly string[] Prefixes = ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"];

    public void Map<T>(string methods, string path, JsonTypeInfo<T> answer, Func<MlflowRequest, Principal, Task<T>> handle) =>
        MapRouted(methods, path, answer, (_, request, principal) => handle(request, principal));

    /// <summary>A call whose answer is written as JSON already.</summary>
    public void MapWritten(string methods, string path, Func<MlflowRequest, Principal, PooledBody> handle)
    {
        foreach (var prefix in Prefixes)
        {
            MapOne(methods, $"{prefix}/{path}", async context =>
            {
                var request = await MlflowRequest.ReadAsync(context).ConfigureAwait(false);
                using var body = handle(request, principalOf(context));
                await WriteAsync(context, body.Written).ConfigureAwait(false);
            });
        }
    }

    /// <summary>A call whose path holds a value.</summary>
    public void MapRouted<T>(string methods, string path, JsonTypeInfo<T> answer, Func<HttpContext, MlflowRequest, Principal, Task<T>> handle)
    {
        foreach (var prefix in Prefixes)
        {
            MapOne(methods, $"{prefix}/{path}", async context =>
            {
                var request = await MlflowRequest.ReadAsync(context).ConfigureAwait(false);
                var value = await handle(context, request, principalOf(context)).ConfigureAwait(false);
                await WriteAsync(context, value, answer).ConfigureAwait(false);
            });
        }
    }

    /// <summary>A file that MLflow's user interface fetches.</summary>
    public void MapFile(string path, Func<HttpContext, Task> send) => MapOne("GET", $"{Prefixes[1]}/{path}", send);

    /// <summary>A call only MLflow's user interface makes.</summary>
    public void MapAjax<T>(string methods, string path, JsonTypeInfo<T> answer, Func<HttpContext, Principal, Task<T>> handle) =>
        MapOne(methods, $"{Prefixes[1]}/{path}", async context =>
        {
            var value = await handle(context, principalOf(context)).ConfigureAwait(false);
            await WriteAsync(context, value, answer).ConfigureAwait(false);
        });

    public void MapOne(string methods, string pattern, Func<HttpContext, Task> handle) =>
        routes.MapMethods(pattern, methods.Split(' '), context => GuardAsync(context, allowed =>
        {
            if (MlflowScopes.Of(allowed.Request.Method, pattern) is { } scope)
                principalOf(allowed).Require(scope);
            return handle(allowed);
        }));

    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = 200)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, Plain))
            JsonSerializer.Serialize(json, value, type);
        return WriteAsync(context, body.WrittenMemory, status);
    }

    /// <param name="body">JSON in UTF-8.</param>
    public static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private async Task GuardAsync(HttpContext context, Func<HttpContext, Task> handle)
    {
        try
        {
            await handle(context).ConfigureAwait(false);
        }
        catch (MlflowRefusal refusal) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, new MlflowError(refusal.ErrorCode, refusal.Message), MlflowWire.Default.MlflowError, refusal.Status).ConfigureAwait(false);
        }
        catch (PlatformException refusal) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, refusal).ConfigureAwait(false);
        }
        catch (BadHttpRequestException refusal) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, new MlflowError("BAD_REQUEST", refusal.Message), MlflowWire.Default.MlflowError, refusal.StatusCode).ConfigureAwait(false);
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException && !context.Response.HasStarted)
        {
            var id = Guid.NewGuid().ToString("N");
            logger.LogError(unexpected, "MLflow call {Path} failed; shown to the caller as {Id}", context.Request.Path, id);
            await WriteAsync(context, new MlflowError("INTERNAL_ERROR", $"An unexpected failure; the log holds it under {id}."), MlflowWire.Default.MlflowError, 500).ConfigureAwait(false);
        }
    }

    private Task RefuseAsync(HttpContext context, PlatformException refusal)
    {
        var code = refusal.Code;
        var message = refusal.Message;
        if (code == DataErrors.UnsafePath)
            message = "Invalid path";
        if (code.HttpStatus >= 500)
        {
            // The details name places on the server's disk: they are for its log.
            logger.LogError(refusal, "MLflow call {Path} was refused", context.Request.Path);
            message = $"{code.Title}: {code.Explanation} ({code.Id})";
        }

        return WriteAsync(context, new MlflowError(CodeOf(code.HttpStatus), message), MlflowWire.Default.MlflowError, code.HttpStatus);
    }

    private static string CodeOf(int status) => status switch
    {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "RESOURCE_DOES_NOT_EXIST",
        409 => "RESOURCE_CONFLICT",
        503 => "TEMPORARILY_UNAVAILABLE",
        507 => "RESOURCE_EXHAUSTED",
        >= 500 => "INTERNAL_ERROR",
        _ => "INVALID_PARAMETER_VALUE",
    };
}
