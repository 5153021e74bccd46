using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MLPlatform.Frames.DuckDb;

/// <summary>
/// The table function <c>mlplatform_frame(id)</c>, through which DuckDB reads registered frames in place, several threads at once.
/// Its extra info is a handle to the dictionary of frames; its bind data is the id itself.
/// </summary>
internal static unsafe class FrameScan
{
    public const string FunctionName = "mlplatform_frame";

    public static int Register(nint connection, GCHandle frames)
    {
        var function = Native.CreateTableFunction();
        var id = Native.CreateLogicalType(DuckDbType.BigInt);
        try
        {
            Native.SetTableFunctionName(function, FunctionName);
            Native.AddTableFunctionParameter(function, id);
            Native.SetTableFunctionExtra(function, GCHandle.ToIntPtr(frames), null);
            Native.SetTableFunctionBind(function, &Bind);
            Native.SetTableFunctionInit(function, &Init);
            Native.SetTableFunctionBody(function, &Fill);
            Native.SupportProjection(function, true);
            return Native.RegisterTableFunction(connection, function);
        }
        finally
        {
            Native.DestroyLogicalType(ref id);
            Native.DestroyTableFunction(ref function);
        }
    }

    // No exception may cross into native code, so each callback turns every one into DuckDB's own error.
    [UnmanagedCallersOnly]
    private static void Bind(nint info)
    {
        try
        {
            var value = Native.BindParameter(info, 0);
            var id = Native.ValueAsInt64(value);
            Native.DestroyValue(ref value);
            var frame = Frames(Native.BindExtra(info))[id].Frame;
            foreach (var column in frame)
            {
                var type = Native.CreateLogicalType(PinnedFrame.TypeOf(column));
                Native.AddResultColumn(info, column.Name, type);
                Native.DestroyLogicalType(ref type);
            }

            Native.SetCardinality(info, (ulong)frame.RowCount, true);
            Native.SetBindData(info, (nint)id, null);
        }
        catch (Exception exception)
        {
            Native.SetBindError(info, exception.Message);
        }
    }

    [UnmanagedCallersOnly]
    private static void Init(nint info)
    {
        try
        {
            var frame = Frames(Native.InitExtra(info))[Native.InitBindData(info)];
            var columns = new int[Native.InitColumnCount(info)];
            for (var i = 0; i < columns.Length; i++)
            {
                // A number beyond the columns is DuckDB's virtual row id, asked for when only rows are counted.
                var index = Native.InitColumnIndex(info, (ulong)i);
                columns[i] = index < (ulong)frame.Frame.Count ? (int)index : -1;
            }

            Native.SetMaxThreads(info, (ulong)Math.Max(1, frame.Frame.RowCount / 100_000));
            Native.SetInitData(info, GCHandle.ToIntPtr(GCHandle.Alloc(new Scan(frame, columns))), &FreeHandle);
        }
        catch (Exception exception)
        {
            Native.SetInitError(info, exception.Message);
        }
    }

    [UnmanagedCallersOnly]
    private static void Fill(nint info, nint chunk)
    {
        try
        {
            var scan = (Scan)GCHandle.FromIntPtr(Native.FunctionInitData(info)).Target!;
            Native.SetChunkSize(chunk, (ulong)scan.Next(chunk));
        }
        catch (Exception exception)
        {
            Native.SetFunctionError(info, exception.Message);
        }
    }

    [UnmanagedCallersOnly]
    private static void FreeHandle(nint handle) => GCHandle.FromIntPtr(handle).Free();

    private static ConcurrentDictionary<long, PinnedFrame> Frames(nint extra) => (ConcurrentDictionary<long, PinnedFrame>)GCHandle.FromIntPtr(extra).Target!;

    /// <summary>One pass over a frame, shared by the threads that make it; each takes the next chunk.</summary>
    private sealed class Scan(PinnedFrame frame, int[] columns)
    {
        private readonly long _chunk = (long)Native.VectorSize();
        private long _next;

        public int Next(nint chunk)
        {
            var start = Interlocked.Add(ref _next, _chunk) - _chunk;
            if (start >= frame.Frame.RowCount)
                return 0;
            var rows = (int)Math.Min(_chunk, frame.Frame.RowCount - start);
            for (var i = 0; i < columns.Length; i++)
                if (columns[i] >= 0)
                    frame.CopyTo(Native.ChunkVector(chunk, (ulong)i), columns[i], (int)start, rows);
            return rows;
        }
    }
}
