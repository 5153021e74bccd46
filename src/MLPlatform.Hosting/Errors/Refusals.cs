using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;

namespace MLPlatform.Hosting.Errors;

/// <summary>Turns what a handler throws into the one error shape. Details of a defect go to the log only.</summary>
public static class Refusals
{
    public static void UseRefusals(this IApplicationBuilder app, ILogger log) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (PlatformException refusal) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, refusal.Code.HttpStatus, new ApiError(refusal.Code.Id, refusal.Problem, refusal.Fix));
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, bad.StatusCode, new ApiError(PlatformErrors.BadRequest.Id, bad.Message, "Send JSON as the API describes."));
        }
        catch (JsonException bad) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, PlatformErrors.BadRequest.HttpStatus, new ApiError(PlatformErrors.BadRequest.Id, $"The body is not the JSON this call takes: {bad.Message}", "Send JSON as the API describes."));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up; there is no one to answer.
        }
        catch (Exception defect) when (!context.Response.HasStarted)
        {
            var id = context.TraceIdentifier;
            log.LogError(defect, "Unexpected failure {Id} in {Method} {Path}", id, context.Request.Method, context.Request.Path);
            await AnswerAsync(context, PlatformErrors.Internal.HttpStatus, new ApiError(PlatformErrors.Internal.Id, $"Something went wrong inside (`{id}`).", "The log in the platform home holds the details under this id."));
        }
    });

    private static async Task AnswerAsync(HttpContext context, int status, ApiError error)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(error, ContractsJson.Default.ApiError), CancellationToken.None);
    }
}
