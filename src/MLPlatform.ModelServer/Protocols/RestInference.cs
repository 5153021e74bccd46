using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Serving;
using MLPlatform.ModelServer.Versions;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>Predictions over REST: the Open Inference Protocol with its binary tensor extension, and MLflow's scoring protocol.</summary>
internal sealed class RestInference(VersionSwitch versions, ServingMetrics metrics, TimeProvider time)
{
    /// <summary>Length of the JSON at the head of a body; the tensors' bytes follow it.</summary>
    public const string JsonLength = "Inference-Header-Content-Length";

    public Task InferAsync(HttpContext context, string? version) => AnswerAsync(context, "oip", async () =>
    {
        var json = HeaderLength(context.Request);
        if (!RequestBody.IsMediaType(context.Request, "application/json") && !(json is not null && RequestBody.IsMediaType(context.Request, "application/octet-stream")))
            throw RequestBody.Unsupported(context.Request, "application/json, or application/octet-stream with the header Inference-Header-Content-Length");
        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        var bytes = body.Bytes;
        if (json > bytes.Length)
            throw JsonText.Bad($"{JsonLength} is {json}; the body has {bytes.Length} bytes.");
        var (head, tail) = (bytes[..(json ?? bytes.Length)], bytes[(json ?? bytes.Length)..]);
        var (model, prediction) = await versions.PredictAsync(
            new Ask("oip", version, name => context.Request.Headers[name], schema => OpenInferenceRequest.Read(head.Span, schema, tail.Span)), context.RequestAborted);
        await WriteAsync(context, prediction, (writer, binary) => OpenInferenceResponse.Write(writer, model, prediction, binary));
    });

    public Task InvokeAsync(HttpContext context) => AnswerAsync(context, "mlflow", async () =>
    {
        var isJson = RequestBody.IsMediaType(context.Request, "application/json");
        if (!isJson && !RequestBody.IsMediaType(context.Request, "text/csv"))
            throw RequestBody.Unsupported(context.Request, "application/json or text/csv");
        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        var bytes = body.Bytes;
        var csv = isJson ? null : await CsvRequest.ReadAsync(bytes, context.RequestAborted);
        var (model, prediction) = await versions.PredictAsync(
            new Ask("mlflow", null, name => context.Request.Headers[name], schema => csv is null ? InvocationRequest.Read(bytes.Span, schema) : CsvRequest.Bind(csv, schema)), context.RequestAborted);
        await WriteAsync(context, prediction, (writer, _) => InvocationResponse.Write(writer, model, prediction));
    });

    private async Task AnswerAsync(HttpContext context, string protocol, Func<Task> answer)
    {
        using var count = new PredictionCount(metrics, time, protocol);
        try
        {
            if (!HttpMethods.IsPost(context.Request.Method))
                throw RequestRouter.WrongMethod(context, "POST");
            await answer();
            count.Answered();
        }
        catch (Exception refused)
        {
            count.Refused(refused);
            throw;
        }
    }

    private static async Task WriteAsync(HttpContext context, Prediction prediction, Action<Utf8JsonWriter, IBufferWriter<byte>> write)
    {
        context.Response.Headers["X-Request-Id"] = HeaderSafe(prediction.Id);
        var buffer = new ArrayBufferWriter<byte>(512);
        var binary = prediction.Request.Binary.Any ? new ArrayBufferWriter<byte>() : null;
        using (var json = new Utf8JsonWriter(buffer))
            write(json, binary ?? buffer);
        context.Response.ContentType = "application/json";
        if (binary is { WrittenCount: > 0 })
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.Headers[JsonLength] = buffer.WrittenCount.ToString(CultureInfo.InvariantCulture);
        }

        context.Response.ContentLength = buffer.WrittenCount + (binary?.WrittenCount ?? 0);
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
        if (binary is { WrittenCount: > 0 })
            await context.Response.Body.WriteAsync(binary.WrittenMemory, context.RequestAborted);
    }

    private static int? HeaderLength(HttpRequest request) => request.Headers[JsonLength] switch
    {
        [{ } text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) => length,
        [] => null,
        var other => throw JsonText.Bad($"The header {JsonLength} is `{other}`.", "It is the number of bytes of the JSON."),
    };

    // The id comes from the caller, and a header holds printable ASCII only.
    private static string HeaderSafe(string id) => id.Length <= 128 && id.All(c => c is > ' ' and < (char)127) ? id : "";
}
