using MLPlatform.Contracts.Errors;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Frames.Files;

/// <summary>Frames from and to files through DuckDB.</summary>
internal static class DataFile
{
    public static Frame Read(string path, string table, IReadOnlyList<string> columns)
    {
        if (path.AsSpan().IndexOfAny("*?[") < 0 && !File.Exists(path))
            throw new PlatformException(DataErrors.FileUnreadable, $"There is no file `{path}`.", "Check the path.");
        using var engine = new SqlEngine();
        try
        {
            if (columns.Count == 0)
                return engine.Query($"SELECT * FROM {table}");
            RefuseUnknown(engine, table, columns);
            return engine.Query($"SELECT {SqlText.Identifiers(columns)} FROM {table}");
        }
        catch (PlatformException refusal) when (refusal.Code == DataErrors.QueryFailed)
        {
            throw new PlatformException(DataErrors.FileUnreadable, $"`{path}` cannot be read: {refusal.Problem}", "Fetch or write the file again.", refusal);
        }
    }

    public static void Write(Frame frame, string path, string options) => WriteWhole(path, temporary =>
    {
        using var engine = new SqlEngine();
        engine.Register("this", frame);
        engine.Execute($"COPY this TO {SqlText.Literal(temporary)} ({options})");
    });

    /// <summary>Lets <paramref name="write"/> fill a file beside <paramref name="path"/>, which takes its place once it is on disk.</summary>
    /// <exception cref="PlatformException">The disk is full or read-only; nothing half-written is left.</exception>
    public static void WriteWhole(string path, Action<string> write)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            write(temporary);
            using (var file = File.Open(temporary, FileMode.Open, FileAccess.ReadWrite))
                file.Flush(flushToDisk: true);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException || (exception as PlatformException)?.Code == DataErrors.QueryFailed)
        {
            Remove(temporary);
            throw new PlatformException(DataErrors.NotWritten, $"`{path}` could not be written: {(exception as PlatformException)?.Problem ?? exception.Message}", "Free space or choose another folder.", exception);
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder that could not be written holds nothing of ours then; the refusal that brought us here says so.
        }
    }

    private static void RefuseUnknown(SqlEngine engine, string table, IReadOnlyList<string> columns)
    {
        var there = engine.Query($"SELECT * FROM {table} LIMIT 0");
        foreach (var column in columns)
            _ = there[column];
    }
}
