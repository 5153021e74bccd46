namespace MLPlatform.Jupyter.Tests.Zmtp;

/// <summary>A stream that hands its bytes out in pieces of the given sizes, over and over, as a network does.</summary>
internal sealed class ChunkedStream(byte[] bytes, int[] sizes) : MemoryStream(bytes)
{
    private int _reads;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var size = sizes.Length == 0 ? buffer.Length : 1 + (Math.Abs(sizes[_reads++ % sizes.Length] % 700));
        return ValueTask.FromResult(Read(buffer.Span[..Math.Min(size, buffer.Length)]));
    }
}
