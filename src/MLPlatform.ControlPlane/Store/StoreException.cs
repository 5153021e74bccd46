using MLPlatform.Contracts.Errors;
using SQLitePCL;

namespace MLPlatform.ControlPlane.Store;

/// <summary>SQLite refused a statement. Refusals of the disk become <see cref="PlatformErrors.DiskFull"/> before anyone outside the store sees them.</summary>
internal sealed class StoreException(int code, int extendedCode, string message) : Exception($"SQLite error {extendedCode}: {message}")
{
    /// <summary>SQLite's primary result code.</summary>
    public int Code { get; } = code;

    public int ExtendedCode { get; } = extendedCode;

    public bool IsDisk => Code is raw.SQLITE_FULL or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM;

    public bool IsUnreadable => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>What a user is told: the disk's refusals and a torn file as platform errors, anything else unchanged.</summary>
    public Exception Told(string path)
    {
        if (IsDisk)
            return new PlatformException(PlatformErrors.DiskFull, $"The store `{path}` cannot be written.", "Free space or make the folder writable, then repeat the call.", this);
        if (IsUnreadable)
            return new PlatformException(PlatformErrors.StoreUnreadable, $"The store `{path}` is not a SQLite database or is damaged.", "Restore the newest backup beside it.", this);
        return this;
    }
}
