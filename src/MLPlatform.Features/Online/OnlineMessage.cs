using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Features.Online;

/// <summary>What a message asks; a reply has the high bit set.</summary>
public enum OnlineMessageKind : byte
{
    PutView = 1,
    Write = 2,
    Read = 3,
    Views = 4,
    Reply = 0x80,
    Refusal = 0xFF,
}

/// <summary>
/// One message on the socket. Header, 16 bytes little-endian: magic <c>MLPF</c>, version (byte), kind (byte), two zero bytes, request id (uint32) that the
/// reply repeats, payload length (uint32). Replies come in any order.
/// </summary>
public readonly record struct OnlineMessage(OnlineMessageKind Kind, uint Id, ReadOnlyMemory<byte> Payload)
{
    public const byte Version = 1;

    public const int HeaderBytes = 16;

    public const int GreatestPayload = 256 << 20;

    private static ReadOnlySpan<byte> Magic => "MLPF"u8;

    /// <summary>The header, then the payload as it lies.</summary>
    /// <exception cref="PlatformException">The payload is too large; nothing was written.</exception>
    public async ValueTask WriteAsync(Stream stream, CancellationToken cancel)
    {
        CheckSize();
        // One write for small messages: header and payload leave in one packet.
        var whole = ArrayPool<byte>.Shared.Rent(HeaderBytes + Math.Min(Payload.Length, 64 << 10));
        try
        {
            WriteHeader(whole);
            if (Payload.Length <= 64 << 10)
            {
                Payload.CopyTo(whole.AsMemory(HeaderBytes));
                await stream.WriteAsync(whole.AsMemory(0, HeaderBytes + Payload.Length), cancel);
            }
            else
            {
                await stream.WriteAsync(whole.AsMemory(0, HeaderBytes), cancel);
                await stream.WriteAsync(Payload, cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <returns>Null when the peer closed between messages.</returns>
    /// <exception cref="PlatformException">The bytes are no message, or claim to be too large.</exception>
    /// <exception cref="EndOfStreamException">The peer closed within a message.</exception>
    public static async ValueTask<OnlineMessage?> ReadAsync(PipeReader reader, CancellationToken cancel)
    {
        var read = await reader.ReadAtLeastAsync(HeaderBytes, cancel);
        if (read.Buffer.Length < HeaderBytes)
            return read.Buffer.IsEmpty ? null : throw new EndOfStreamException("The peer closed within a header.");
        var (kind, id, length) = ParseHeader(read.Buffer.Slice(0, HeaderBytes));
        reader.AdvanceTo(read.Buffer.GetPosition(HeaderBytes));
        if (length == 0)
            return new OnlineMessage(kind, id, default);
        read = await reader.ReadAtLeastAsync(length, cancel);
        if (read.Buffer.Length < length)
            throw new EndOfStreamException("The peer closed within a payload.");
        var payload = read.Buffer.Slice(0, length).ToArray();
        reader.AdvanceTo(read.Buffer.GetPosition(length));
        return new OnlineMessage(kind, id, payload);
    }

    /// <exception cref="PlatformException">The payload is too large to be sent.</exception>
    public void CheckSize() => CheckSize(Payload.Length);

    private static void CheckSize(long bytes)
    {
        if (bytes > GreatestPayload)
            throw new PlatformException(FeatureErrors.MessageTooLarge, $"A message of `{bytes}` bytes is larger than {GreatestPayload}.", "Send fewer rows at a time.");
    }

    private static (OnlineMessageKind Kind, uint Id, int Length) ParseHeader(ReadOnlySequence<byte> bytes)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        bytes.CopyTo(header);
        if (!header[..4].SequenceEqual(Magic))
            throw WireReader.Malformed("does not begin with MLPF");
        if (header[4] != Version)
            throw WireReader.Malformed($"is of version {header[4]}, this side speaks {Version}");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        CheckSize(length);
        return ((OnlineMessageKind)header[5], BinaryPrimitives.ReadUInt32LittleEndian(header[8..]), (int)length);
    }

    private void WriteHeader(Span<byte> header)
    {
        Magic.CopyTo(header);
        header[4] = Version;
        header[5] = (byte)Kind;
        header[6] = header[7] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Id);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)Payload.Length);
    }
}
