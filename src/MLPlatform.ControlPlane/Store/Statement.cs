using System.Text;
using SQLitePCL;

namespace MLPlatform.ControlPlane.Store;

/// <summary>A prepared statement, kept by its connection for the next use of the same text. Parameters count from 1.</summary>
internal sealed class Statement(StoreConnection connection, sqlite3_stmt handle)
{
    public bool InUse { get; set; }

    public sqlite3_stmt Handle { get; } = handle;

    public void Bind(int parameter, long value) => connection.Check(raw.sqlite3_bind_int64(Handle, parameter, value));

    public void Bind(int parameter, double value) => connection.Check(raw.sqlite3_bind_double(Handle, parameter, value));

    /// <param name="value">A text in UTF-8, not empty.</param>
    public void Bind(int parameter, ReadOnlySpan<byte> value) => connection.Check(raw.sqlite3_bind_text(Handle, parameter, value));

    public void Bind(int parameter, string? value)
    {
        if (value is null)
        {
            connection.Check(raw.sqlite3_bind_null(Handle, parameter));
            return;
        }

        // An empty span has no address and would be bound as NULL; the string overload ends with a zero byte and has one.
        if (value.Length == 0)
        {
            connection.Check(raw.sqlite3_bind_text(Handle, parameter, ""));
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> bytes = most <= 1024 ? stackalloc byte[most] : new byte[most];
        var length = Encoding.UTF8.GetBytes(value, bytes);
        connection.Check(raw.sqlite3_bind_text(Handle, parameter, bytes[..length]));
    }

    public void Bind(int parameter, object? value)
    {
        switch (value)
        {
            case null: connection.Check(raw.sqlite3_bind_null(Handle, parameter)); break;
            case string text: Bind(parameter, text); break;
            case long number: Bind(parameter, number); break;
            case int number: Bind(parameter, (long)number); break;
            case bool flag: Bind(parameter, flag ? 1L : 0L); break;
            case double number: Bind(parameter, number); break;
            case byte[] bytes: connection.Check(raw.sqlite3_bind_blob(Handle, parameter, bytes)); break;
            default: throw new ArgumentException($"a store parameter cannot be a {value.GetType().Name}", nameof(value));
        }
    }

    /// <returns>True while there is a row.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(Handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            throw connection.Refusal(code);
        return false;
    }

    /// <summary>Ready to be bound and run again.</summary>
    public void Reset() => _ = raw.sqlite3_reset(Handle);
}
