using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ModelServer.Grpc;

/// <summary>gRPC's status codes, and how they and deadlines are written in headers.</summary>
internal static class GrpcStatus
{
    public const int Ok = 0;
    private const int Cancelled = 1, InvalidArgument = 3, DeadlineExceeded = 4, NotFound = 5, PermissionDenied = 7, ResourceExhausted = 8, FailedPrecondition = 9, Unimplemented = 12, Internal = 13, Unavailable = 14, Unauthenticated = 16;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static int Of(ErrorCode code) => code.HttpStatus switch
    {
        StatusCodes.Status401Unauthorized => Unauthenticated,
        StatusCodes.Status403Forbidden => PermissionDenied,
        StatusCodes.Status404NotFound => code == EndpointErrors.UnknownPath ? Unimplemented : NotFound,
        StatusCodes.Status405MethodNotAllowed or StatusCodes.Status415UnsupportedMediaType => Unimplemented,
        StatusCodes.Status409Conflict => FailedPrecondition,
        StatusCodes.Status413PayloadTooLarge => ResourceExhausted,
        StatusCodes.Status499ClientClosedRequest => Cancelled,
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable => Unavailable,
        StatusCodes.Status504GatewayTimeout => DeadlineExceeded,
        >= 500 => Internal,
        _ => InvalidArgument,
    };

    /// <summary>Ends the answer: the status travels in the trailers, after the message if there is one.</summary>
    public static async Task EndAsync(HttpContext context, int status, string? message = null)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = GrpcService.ContentType;
            context.Response.ContentLength = null;
        }

        context.Response.AppendTrailer("grpc-status", status.ToString(CultureInfo.InvariantCulture));
        if (message is not null)
            context.Response.AppendTrailer("grpc-message", PercentEncoded(message));
        await context.Response.CompleteAsync();
    }

    /// <summary>A <c>grpc-timeout</c> header: at most eight digits and one of H M S m u n.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="PlatformException">It has another form.</exception>
    public static TimeSpan? TimeoutOf(HttpRequest request)
    {
        if (request.Headers["grpc-timeout"] is not [{ } text])
            return null;
        if (text.Length is < 2 or > 9 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            throw Bad(text);
        var seconds = text[^1] switch
        {
            'H' => 3600.0 * amount,
            'M' => 60.0 * amount,
            'S' => amount,
            'm' => amount / 1e3,
            'u' => amount / 1e6,
            'n' => amount / 1e9,
            _ => throw Bad(text),
        };
        return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
    }

    /// <summary>Printable ASCII but the percent sign stays; every other byte of the UTF-8 is %XX.</summary>
    public static string PercentEncoded(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
            if (octet is >= 0x20 and <= 0x7E and not (byte)'%')
                text.Append((char)octet);
            else
                text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        return text.ToString();
    }

    private static PlatformException Bad(string text) => new(EndpointErrors.BadRequest, $"The header grpc-timeout is `{text[..Math.Min(20, text.Length)]}`.", "It is up to eight digits and one of H, M, S, m, u, n.");
}
