using System.Buffers;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ModelServer.Serving;

/// <summary>A whole request body in a rented array.</summary>
internal readonly struct RequestBody(byte[] rented, int length) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => rented.AsMemory(0, length);

    /// <exception cref="BadHttpRequestException">It is larger than the server takes.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        // One byte more than promised, so that the end of the body is seen without growing.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength + 1 ?? 4096, 1 << 20));
        var length = 0;
        try
        {
            while (await request.Body.ReadAsync(buffer.AsMemory(length), cancel) is > 0 and var read)
            {
                length += read;
                if (length < buffer.Length)
                    continue;
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            return new RequestBody(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <summary>Refuses what is not UTF-8 text of the media types given.</summary>
    public static bool IsMediaType(HttpRequest request, string wanted)
    {
        var type = request.ContentType;
        if (string.IsNullOrEmpty(type))
            return wanted == "application/json";
        var parts = type.Split(';', StringSplitOptions.TrimEntries);
        foreach (var part in parts.AsSpan(1))
            if (part.StartsWith("charset=", StringComparison.OrdinalIgnoreCase) && !part.AsSpan(8).Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                throw new PlatformException(EndpointErrors.UnsupportedMediaType, $"The charset of `{Shown(type)}` is not read.", "Send UTF-8.");
        return parts[0].Equals(wanted, StringComparison.OrdinalIgnoreCase);
    }

    public static PlatformException Unsupported(HttpRequest request, string accepted) =>
        new(EndpointErrors.UnsupportedMediaType, $"A body of type `{Shown(request.ContentType ?? "")}` is not read here.", $"Send {accepted}.");

    public void Dispose() => ArrayPool<byte>.Shared.Return(rented);

    private static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
