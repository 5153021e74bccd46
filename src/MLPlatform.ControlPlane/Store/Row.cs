using System.Text;
using SQLitePCL;

namespace MLPlatform.ControlPlane.Store;

/// <summary>The current row of a running statement; valid only inside the callback that got it. Columns count from 0.</summary>
internal readonly struct Row(sqlite3_stmt statement)
{
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public int Int(int column) => raw.sqlite3_column_int(statement, column);

    public bool Bool(int column) => raw.sqlite3_column_int(statement, column) != 0;

    public double Double(int column) => raw.sqlite3_column_double(statement, column);

    public string Text(int column) => TextOrNull(column) ?? "";

    // Read as bytes: the text accessor of the binding stops at an embedded NUL. The type is asked first, because SQLite
    // converts a number in place when it is read as bytes.
    public string? TextOrNull(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

    /// <summary>A text as it is stored, valid until the statement steps; empty for null.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(statement, column);

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();
}
