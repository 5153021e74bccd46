using System.Runtime.InteropServices;

namespace MLPlatform.Frames.DuckDb;

/// <summary>DuckDB's <c>duckdb_result</c>: 48 bytes that the C API passes by value.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckDbResult
{
    private ulong _columns;
    private ulong _rows;
    private ulong _rowsChanged;
    private nint _columnData;
    private nint _error;
    private nint _internal;
}
