using System.Buffers.Binary;

namespace MLPlatform.Jupyter.Zmtp;

/// <summary>Cuts a byte stream into frames and messages. Not for concurrent use.</summary>
internal sealed class FrameReader(Stream stream, ZmtpLimits limits)
{
    private const int Chunk = 64 << 10;

    // Invariant: unread bytes are _buffer[_from.._to].
    private readonly byte[] _buffer = new byte[Chunk];
    private int _from;
    private int _to;

    /// <returns>The message, or null when the stream ends before its first byte.</returns>
    /// <exception cref="ZmtpException">A torn frame, or more than the limits allow.</exception>
    public async ValueTask<Frame[]?> ReadMessageAsync(CancellationToken cancel)
    {
        var frames = new List<Frame>(8);
        var bytes = 0L;
        while (true)
        {
            if (await ReadFrameAsync(limits.MaxMessageBytes - bytes, cancel) is not { } frame)
                return frames.Count == 0 ? null : throw new ZmtpException("The stream ended inside a message.");
            // A command may stand between messages, never inside one.
            if (frame.Flags.HasFlag(FrameFlags.Command) && (frames.Count > 0 || frame.Flags.HasFlag(FrameFlags.More)))
                throw new ZmtpException("A command frame inside a message.");
            frames.Add(frame);
            bytes += frame.Body.Length;
            if (!frame.Flags.HasFlag(FrameFlags.More))
                return [.. frames];
            if (frames.Count >= limits.MaxFrames)
                throw new ZmtpException($"A message of more than {limits.MaxFrames} frames.");
        }
    }

    /// <summary>Bytes as they come, for the greeting.</summary>
    public async ValueTask ReadExactlyAsync(Memory<byte> target, CancellationToken cancel)
    {
        while (!target.IsEmpty)
        {
            if (_from == _to && !await FillAsync(cancel))
                throw new ZmtpException("The stream ended inside a frame.");
            var taken = Math.Min(target.Length, _to - _from);
            _buffer.AsMemory(_from, taken).CopyTo(target);
            _from += taken;
            target = target[taken..];
        }
    }

    private async ValueTask<Frame?> ReadFrameAsync(long room, CancellationToken cancel)
    {
        if (_from == _to && !await FillAsync(cancel))
            return null;
        var flags = (FrameFlags)_buffer[_from++];
        if ((flags & ~(FrameFlags.More | FrameFlags.Long | FrameFlags.Command)) != 0)
            throw new ZmtpException($"Reserved flag bits are set: 0x{(byte)flags:X2}.");
        long length;
        if (flags.HasFlag(FrameFlags.Long))
        {
            var size = new byte[sizeof(long)];
            await ReadExactlyAsync(size, cancel);
            length = BinaryPrimitives.ReadInt64BigEndian(size);
        }
        else
        {
            if (_from == _to && !await FillAsync(cancel))
                throw new ZmtpException("The stream ended inside a frame.");
            length = _buffer[_from++];
        }

        if (length < 0 || length > room)
            throw new ZmtpException($"A frame of {length} bytes; {room} are allowed.");
        return new Frame(flags & ~FrameFlags.Long, await ReadBodyAsync((int)length, cancel));
    }

    /// <summary>Memory grows with what arrives, so that a claimed length costs the peer that much traffic.</summary>
    private async ValueTask<byte[]> ReadBodyAsync(int length, CancellationToken cancel)
    {
        var body = new byte[Math.Min(length, Chunk)];
        for (var have = 0; have < length;)
        {
            if (have == body.Length)
                Array.Resize(ref body, (int)Math.Min(length, 2L * body.Length));
            await ReadExactlyAsync(body.AsMemory(have), cancel);
            have = body.Length;
        }

        return body;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        _from = 0;
        _to = await stream.ReadAsync(_buffer, cancel);
        return _to > 0;
    }
}
