using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Grpc.Messages;
using MLPlatform.ModelServer.Protocols;
using MLPlatform.ModelServer.Serving;
using MLPlatform.ModelServer.Versions;

namespace MLPlatform.ModelServer.Grpc;

/// <summary>
/// <c>inference.GRPCInferenceService</c> on Kestrel's HTTP/2: unary calls, one framed message each way, the status in the trailers.
/// A refusal is thrown like any other and <see cref="ServingErrors"/> writes it as a status.
/// </summary>
internal sealed class GrpcService(ModelServerSpec spec, VersionSwitch versions, ModelRepository repository, ServingMetrics metrics, TimeProvider time)
{
    public const string ContentType = "application/grpc";
    public const string Prefix = "/inference.GRPCInferenceService/";

    public static bool Speaks(HttpRequest request) => request.ContentType is { } type && type.StartsWith(ContentType, StringComparison.Ordinal);

    /// <summary>True for a call that changes what is served.</summary>
    public static bool Changes(string path) => path is Prefix + "RepositoryModelLoad" or Prefix + "RepositoryModelUnload";

    public async Task HandleAsync(HttpContext context, string path)
    {
        // Only HTTP/2 has the trailers that carry the status.
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) || !HttpMethods.IsPost(context.Request.Method))
            throw new PlatformException(EndpointErrors.WrongMethod, "gRPC needs POST over HTTP/2.", "Use the endpoint's gRPC port.");
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            throw RequestRouter.Unknown(path);
        var timeout = GrpcStatus.TimeoutOf(context.Request);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        if (timeout is { } limit)
            deadline.CancelAfter(limit);
        try
        {
            await GrpcFrame.WriteAsync(context, await AnswerAsync(context, path[Prefix.Length..], timeout, deadline.Token));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new PlatformException(EndpointErrors.TimedOut, $"The call's deadline of {timeout?.TotalMilliseconds:0} ms passed.");
        }
        catch (InvalidProtocolBufferException torn)
        {
            throw new PlatformException(EndpointErrors.BadRequest, "The message is not one of this call.", "Its fields are those of the Open Inference Protocol.", torn);
        }
    }

    private async Task<IMessage> AnswerAsync(HttpContext context, string call, TimeSpan? timeout, CancellationToken cancel)
    {
        using var body = await RequestBody.ReadAsync(context.Request, cancel);
        switch (call)
        {
            case "ModelInfer":
                return await InferAsync(context, body, timeout, cancel);
            case "ServerLive":
                return new ServerLiveResponse { Live = true };
            case "ServerReady":
                return new ServerReadyResponse { Ready = versions.IsReady };
            case "ModelReady":
                return Ready(ModelReadyRequest.Parser.ParseFrom(GrpcFrame.Message(body)));
            case "ServerMetadata":
                return new ServerMetadataResponse { Name = OpenInferenceMetadata.ServerName, Version = OpenInferenceMetadata.ServerVersion, Extensions = { OpenInferenceMetadata.Extensions } };
            case "ModelMetadata":
                return Metadata(ModelMetadataRequest.Parser.ParseFrom(GrpcFrame.Message(body)));
            case "RepositoryIndex":
                return Index(RepositoryIndexRequest.Parser.ParseFrom(GrpcFrame.Message(body)));
            case "RepositoryModelLoad":
                RequireName(RepositoryModelLoadRequest.Parser.ParseFrom(GrpcFrame.Message(body)).ModelName);
                await repository.LoadAsync(cancel);
                return new RepositoryModelLoadResponse();
            case "RepositoryModelUnload":
                RequireName(RepositoryModelUnloadRequest.Parser.ParseFrom(GrpcFrame.Message(body)).ModelName);
                await repository.UnloadAsync(cancel);
                return new RepositoryModelUnloadResponse();
            default:
                throw RequestRouter.Unknown(Prefix + call);
        }
    }

    private async Task<IMessage> InferAsync(HttpContext context, RequestBody body, TimeSpan? timeout, CancellationToken cancel)
    {
        using var count = new PredictionCount(metrics, time, "grpc");
        try
        {
            var request = ModelInferRequest.Parser.ParseFrom(GrpcFrame.Message(body));
            RequireName(request.ModelName);
            var (model, prediction) = await versions.PredictAsync(
                new Ask("grpc", request.ModelVersion, name => context.Request.Headers[name], schema => GrpcTensors.Bind(request, schema, timeout)), cancel);
            var answer = GrpcTensors.Answer(model, prediction, request.RawInputContents.Count > 0);
            count.Answered();
            return answer;
        }
        catch (Exception refused)
        {
            count.Refused(refused);
            throw;
        }
    }

    private ModelReadyResponse Ready(ModelReadyRequest request)
    {
        RequireName(request.Name);
        if (versions.IsReady && request.Version.Length > 0)
            _ = versions.Current.Named(request.Version);
        return new ModelReadyResponse { Ready = versions.IsReady };
    }

    private ModelMetadataResponse Metadata(ModelMetadataRequest request)
    {
        RequireName(request.Name);
        var traffic = versions.Current;
        var model = request.Version.Length == 0 ? traffic.Serving : traffic.Named(request.Version);
        var answer = new ModelMetadataResponse { Name = model.Name, Versions = { model.Version }, Platform = string.Join('+', model.Manifest.Flavors.Keys) };
        if (request.Version.Length == 0 && traffic.Candidate is { } trial)
            answer.Versions.Add(trial.Model.Version);
        answer.Inputs.AddRange(model.Manifest.Inputs.Select(input => Tensor(input)));
        answer.Outputs.AddRange(model.Manifest.Outputs.Select(output => Tensor(output)));
        return answer;
    }

    private RepositoryIndexResponse Index(RepositoryIndexRequest request)
    {
        var answer = new RepositoryIndexResponse();
        answer.Models.AddRange(repository.Index(request.Ready).Select(model => new RepositoryIndexResponse.Types.ModelIndex { Name = spec.Name, Version = model.Version, State = model.State, Reason = model.Reason }));
        return answer;
    }

    private static ModelMetadataResponse.Types.TensorMetadata Tensor(SignatureColumn column) =>
        new() { Name = column.Name, Datatype = OpenInferenceTypes.Of(column.Type), Shape = { -1 } };

    private void RequireName(string name)
    {
        if (name != spec.Name)
            throw new PlatformException(EndpointErrors.NotFound, $"There is no model `{(name.Length <= 200 ? name : name[..200])}` here.", $"This endpoint serves `{spec.Name}`.");
    }
}
