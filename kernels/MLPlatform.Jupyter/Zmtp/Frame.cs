using System.Buffers.Binary;

namespace MLPlatform.Jupyter.Zmtp;

[Flags]
internal enum FrameFlags : byte
{
    None = 0,
    More = 1,
    Long = 2,
    Command = 4,
}

/// <summary>One ZMTP 3.0 frame: a flag byte, a length of one byte or (when <see cref="FrameFlags.Long"/>) eight big-endian bytes, the body.</summary>
internal readonly record struct Frame(FrameFlags Flags, byte[] Body)
{
    public const int MaxHeader = 9;
    public const int MaxShort = byte.MaxValue;

    public static int EncodedLength(int body) => (body > MaxShort ? MaxHeader : 2) + body;

    /// <returns>Bytes written, always <see cref="EncodedLength"/> of the body's length.</returns>
    public static int Write(Span<byte> target, FrameFlags flags, ReadOnlySpan<byte> body)
    {
        var header = 2;
        if (body.Length > MaxShort)
        {
            flags |= FrameFlags.Long;
            BinaryPrimitives.WriteInt64BigEndian(target[1..], body.Length);
            header = MaxHeader;
        }
        else
        {
            target[1] = (byte)body.Length;
        }

        target[0] = (byte)flags;
        body.CopyTo(target[header..]);
        return header + body.Length;
    }

    /// <summary>A whole message as one run of bytes: every frame but the last carries <see cref="FrameFlags.More"/>.</summary>
    public static byte[] EncodeMessage(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        var encoded = GC.AllocateUninitializedArray<byte>(checked(frames.Sum(frame => EncodedLength(frame.Length))));
        var at = 0;
        for (var i = 0; i < frames.Count; i++)
            at += Write(encoded.AsSpan(at), i < frames.Count - 1 ? FrameFlags.More : FrameFlags.None, frames[i].Span);
        return encoded;
    }
}
