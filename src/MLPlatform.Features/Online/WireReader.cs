using System.Buffers.Binary;
using System.Text;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Features.Online;

/// <summary>Reads what <see cref="WireWriter"/> wrote and trusts nothing: every length is checked against what is left.</summary>
public ref struct WireReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> _rest = rest;

    public readonly int Left => _rest.Length;

    public static PlatformException Malformed(string problem) => new(FeatureErrors.BadMessage, $"A message {problem}.", "Restart the older of the two processes.");

    public ReadOnlySpan<byte> Bytes(long length)
    {
        if (length < 0 || length > _rest.Length)
            throw Malformed($"ends after {_rest.Length} of {length} bytes");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    public byte Byte() => Bytes(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public string Text() => Encoding.UTF8.GetString(Bytes(Int32()));

    /// <summary>A count of items that take at least <paramref name="leastBytes"/> each, so that a forged count can't ask for memory.</summary>
    public int Count(int leastBytes)
    {
        var count = Int32();
        return count >= 0 && (long)count * leastBytes <= _rest.Length ? count : throw Malformed($"claims {count} items in {_rest.Length} bytes");
    }

    public readonly void End()
    {
        if (_rest.Length > 0)
            throw Malformed($"has {_rest.Length} bytes too many");
    }
}
