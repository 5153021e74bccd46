using System.Runtime.InteropServices;

namespace MLPlatform.Frames.DuckDb;

/// <summary>The rows of one query, chunk by chunk.</summary>
internal sealed unsafe class SqlResult(nint connection, DuckDbResult native) : IDisposable
{
    private DuckDbResult _native = native;

    /// <summary>All rows as one frame; the result has to be computed already.</summary>
    public Frame ToFrame(CancellationToken cancellation)
    {
        Frame? frame = null;
        var rows = checked((int)Native.RowCount(ref _native));
        Read(rows, int.MaxValue, mayWiden: true, whole => frame = whole, cancellation);
        return frame!;
    }

    /// <summary>Calls <paramref name="onRows"/> with frames of at least <paramref name="batchRows"/> rows, the last one smaller; with one empty frame when there are none.</summary>
    public void Stream(int batchRows, Action<Frame> onRows, CancellationToken cancellation) =>
        Read(batchRows + (int)Native.VectorSize(), batchRows, mayWiden: false, onRows, cancellation);

    public string? Error() => Marshal.PtrToStringUTF8((nint)Native.ResultError(ref _native));

    public void Dispose() => Native.DestroyResult(ref _native);

    private void Read(int capacity, int batchRows, bool mayWiden, Action<Frame> onRows, CancellationToken cancellation)
    {
        using var interrupt = cancellation.Register(() => Native.Interrupt(connection));
        var names = UniqueNames();
        var readers = Readers();
        int rows = 0, batches = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var chunk = Native.FetchChunk(_native);
            try
            {
                var size = chunk == 0 ? 0 : (int)Native.ChunkSize(chunk);
                if (size == 0)
                    break;
                for (var i = 0; i < readers.Length; i++)
                    readers[i].Append(Native.ChunkVector(chunk, (ulong)i), size);
                rows += size;
            }
            finally
            {
                if (chunk != 0)
                    Native.DestroyChunk(ref chunk);
            }

            if (rows >= batchRows)
                Flush();
        }

        cancellation.ThrowIfCancellationRequested();
        if (Error() is { Length: > 0 } error)
            throw PreparedSql.Failure(error);
        if (rows > 0 || batches == 0)
            Flush();

        void Flush()
        {
            onRows(new Frame(readers.Select((reader, i) => reader.Build(names[i]))));
            readers = Readers();
            rows = 0;
            batches++;
        }

        ColumnReader[] Readers() => [.. Enumerable.Range(0, names.Length).Select(i => ColumnReaders.For(ref _native, i, capacity, mayWiden))];
    }

    /// <summary>A query may give two columns one name, a frame may not: the second <c>x</c> becomes <c>x_1</c>.</summary>
    private string[] UniqueNames()
    {
        var names = new string[Native.ColumnCount(ref _native)];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            var name = Marshal.PtrToStringUTF8((nint)Native.ColumnName(ref _native, (ulong)i)) ?? "";
            names[i] = name;
            for (var suffix = 1; !taken.Add(names[i]); suffix++)
                names[i] = $"{name}_{suffix}";
        }

        return names;
    }
}
