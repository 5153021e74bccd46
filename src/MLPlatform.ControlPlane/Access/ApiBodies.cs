using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlane.Access;

/// <summary>Bodies of the platform API, read and written through the contracts' own JSON.</summary>
internal static class ApiBodies
{
    /// <exception cref="PlatformException"><see cref="PlatformErrors.BadRequest"/>.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                ?? throw new PlatformException(PlatformErrors.BadRequest, "The body is `null`.", "Send JSON as the API describes.");
        }
        catch (JsonException bad)
        {
            throw new PlatformException(PlatformErrors.BadRequest, $"The body is not the JSON this call takes: {bad.Message}", "Send JSON as the API describes.", bad);
        }
    }

    public static async Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, type), context.RequestAborted);
    }

    /// <returns>Null when the parameter is absent.</returns>
    /// <exception cref="PlatformException"><see cref="PlatformErrors.BadRequest"/>.</exception>
    public static long? Number(HttpContext context, string parameter)
    {
        if (context.Request.Query[parameter] is not [{ Length: > 0 } text])
            return null;
        return long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new PlatformException(PlatformErrors.BadRequest, $"`{parameter}` is `{text}`.", "Give a whole number.");
    }
}
