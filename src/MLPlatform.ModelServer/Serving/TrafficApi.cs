using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ModelServer.Capture;
using MLPlatform.ModelServer.Versions;

namespace MLPlatform.ModelServer.Serving;

/// <summary>Where the control plane says what to serve, and reads how the versions compare.</summary>
internal sealed class TrafficApi(ModelRepository repository, VersionSwitch versions, CaptureQueue capture)
{
    public const string Path = ApiRoutes.EndpointTraffic;

    public async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsPut(context.Request.Method))
            await PutAsync(context);
        else if (!HttpMethods.IsGet(context.Request.Method))
            throw RequestRouter.WrongMethod(context, "GET, PUT");
        await JsonAnswer.WriteAsync(context, json => JsonSerializer.Serialize(json, versions.Report(), ContractsJson.Default.TrafficReport));
    }

    private async Task PutAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        var next = JsonSerializer.Deserialize(body.Bytes.Span, ContractsJson.Default.ModelServerSpec)
            ?? throw new PlatformException(EndpointErrors.BadRequest, "The body is null.", "Send a whole spec.");
        var now = repository.Spec;
        if ((next.Name, next.Port, next.GrpcPort, next.Nonce, next.Tls) != (now.Name, now.Port, now.GrpcPort, now.Nonce, now.Tls))
            throw new PlatformException(EndpointErrors.BadRequest, "A running server keeps its name, its ports and its certificate.", "Start another process for them.");
        // Once begun, a change is finished whether or not the caller still listens: half a change would be neither version.
        await repository.ApplyAsync(next, CancellationToken.None);
        capture.Rate = next.CaptureRate;
    }
}
