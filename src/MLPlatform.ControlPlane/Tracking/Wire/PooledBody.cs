using System.Buffers;

namespace MLPlatform.ControlPlane.Tracking.Wire;

/// <summary>The body of a long answer in an array of the shared pool: a new one of a megabyte for each answer would keep the garbage collector busy.</summary>
internal sealed class PooledBody : IBufferWriter<byte>, IDisposable
{
    private const int FirstLength = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstLength);
    private int _written;

    /// <summary>Valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_written);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _written = 0;
    }

    private void Reserve(int sizeHint)
    {
        if (_bytes.Length - _written >= Math.Max(sizeHint, 1))
            return;
        var longer = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _written + sizeHint));
        _bytes.AsSpan(0, _written).CopyTo(longer);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = longer;
    }
}
