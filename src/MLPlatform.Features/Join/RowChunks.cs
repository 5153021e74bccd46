namespace MLPlatform.Features.Join;

/// <summary>Splits rows among threads. Chunks are multiples of 64 rows, so that no two threads write the same byte of a bitmap.</summary>
internal static class RowChunks
{
    private const int Size = 1 << 14;

    /// <param name="size">Rows of one chunk, a multiple of 64.</param>
    public static void Run(int rows, int threads, Action<int, int> body, int size = Size)
    {
        var chunks = (rows + size - 1) / size;
        if (threads == 1 || chunks <= 1)
        {
            body(0, rows);
            return;
        }

        Parallel.For(0, chunks, new ParallelOptions { MaxDegreeOfParallelism = threads }, chunk => body(chunk * size, Math.Min(rows, (chunk + 1) * size)));
    }
}
