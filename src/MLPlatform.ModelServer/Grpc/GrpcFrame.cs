using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Grpc;

/// <summary>One message of a unary call: a byte that says whether it is compressed, its length in four bytes big-endian, the message.</summary>
internal static class GrpcFrame
{
    private const int Header = 5;

    /// <exception cref="PlatformException">The body is not exactly one uncompressed message.</exception>
    public static ReadOnlySpan<byte> Message(in RequestBody body)
    {
        var bytes = body.Bytes.Span;
        if (bytes.Length < Header)
            throw JsonText.Bad($"The body has {bytes.Length} bytes; a gRPC message begins with {Header}.");
        if (bytes[0] != 0)
            throw new PlatformException(EndpointErrors.UnsupportedMediaType, "The message is compressed.", "Send it plain: grpc-encoding identity.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
        return length == bytes.Length - Header ? bytes[Header..] : throw JsonText.Bad($"The message says {length} bytes, {bytes.Length - Header} follow.");
    }

    public static async Task WriteAsync(HttpContext context, IMessage message)
    {
        context.Response.ContentType = GrpcService.ContentType;
        var size = message.CalculateSize();
        var span = context.Response.BodyWriter.GetSpan(Header + size);
        span[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)size);
        message.WriteTo(span.Slice(Header, size));
        context.Response.BodyWriter.Advance(Header + size);
        await GrpcStatus.EndAsync(context, GrpcStatus.Ok);
    }
}
