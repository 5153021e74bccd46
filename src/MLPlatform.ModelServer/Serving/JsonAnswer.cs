using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MLPlatform.ModelServer.Serving;

/// <summary>Writes a JSON body whose length is known before the first byte leaves.</summary>
internal static class JsonAnswer
{
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    public static Task WriteFlagAsync(HttpContext context, string name, bool value) => WriteAsync(context, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean(name, value);
        json.WriteEndObject();
    });
}
