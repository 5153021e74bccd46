using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Grpc;

namespace MLPlatform.ModelServer.Serving;

/// <summary>Refusals in the shape of the protocol that was spoken: <c>{"error": …}</c>, or MLflow's <c>error_code</c> and <c>message</c>. Details of a defect go to the log only.</summary>
internal static class ServingErrors
{
    // Messages quote values in backticks, which people read in a terminal; nothing here ends up inside HTML.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void UseServingErrors(this IApplicationBuilder app, ILogger log) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (PlatformException refusal) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, refusal);
        }
        catch (JsonException bad) when (!context.Response.HasStarted)
        {
            var where = bad.BytePositionInLine is { } at ? $" at line {bad.LineNumber + 1}, byte {at + 1}" : "";
            await AnswerAsync(context, new PlatformException(EndpointErrors.BadRequest, $"The body is not valid JSON{where}.", "A missing value is written null; NaN is not JSON.", bad));
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            var code = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? EndpointErrors.TooLarge : EndpointErrors.BadRequest;
            await AnswerAsync(context, new PlatformException(code, bad.Message, cause: bad));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up; there is no one to answer.
        }
        catch (Exception defect) when (!context.Response.HasStarted)
        {
            log.LogError(defect, "Unexpected failure {Id} in {Method} {Path}", context.TraceIdentifier, context.Request.Method, context.Request.Path);
            await AnswerAsync(context, new PlatformException(PlatformErrors.Internal, $"Something went wrong inside (`{context.TraceIdentifier}`).", "The endpoint's log holds the details under this id."));
        }
    });

    private static async Task AnswerAsync(HttpContext context, PlatformException refusal)
    {
        if (GrpcService.Speaks(context.Request) && HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            await GrpcStatus.EndAsync(context, GrpcStatus.Of(refusal.Code), refusal.Message);
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            if (context.Request.Path == RequestRouter.Invocations)
            {
                json.WriteString("error_code"u8, MlflowCode(refusal.Code.HttpStatus));
                json.WriteString("message"u8, refusal.Message);
            }
            else
            {
                json.WriteString("error"u8, refusal.Message);
            }

            json.WriteString("code"u8, refusal.Code.Id);
            json.WriteEndObject();
        }

        context.Response.StatusCode = refusal.Code.HttpStatus;
        context.Response.ContentType = "application/json";
        if (refusal.Code.HttpStatus == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        context.Response.ContentLength = buffer.WrittenCount;
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, CancellationToken.None);
    }

    private static string MlflowCode(int status) => status switch
    {
        StatusCodes.Status404NotFound => "RESOURCE_DOES_NOT_EXIST",
        StatusCodes.Status503ServiceUnavailable => "TEMPORARILY_UNAVAILABLE",
        >= 500 => "INTERNAL_ERROR",
        _ => "BAD_REQUEST",
    };
}
