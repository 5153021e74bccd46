using MLPlatform.Contracts.Errors;

namespace MLPlatform.Artifacts.Files;

/// <summary>A file that appears under its name whole or not at all: written beside it, flushed to disk, then renamed.</summary>
internal sealed class WholeFile : IAsyncDisposable
{
    /// <summary>What unfinished files are called; a crash leaves them, and every reader ignores them.</summary>
    public const string UnfinishedPrefix = ".unfinished-";

    private readonly string _temporary;
    private FileStream? _stream;

    private WholeFile(string temporary, FileStream stream)
    {
        _temporary = temporary;
        _stream = stream;
    }

    public Stream Stream => _stream ?? throw new ObjectDisposedException(nameof(WholeFile));

    /// <exception cref="PlatformException">The folder cannot be written.</exception>
    public static WholeFile Create(string folder)
    {
        var temporary = Path.Combine(folder, $"{UnfinishedPrefix}{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            return new WholeFile(temporary, new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0 }));
        }
        catch (Exception exception) when (IsDisk(exception))
        {
            throw Refusal(folder, exception);
        }
    }

    public async Task CopyFromAsync(Stream content, Action<ReadOnlyMemory<byte>> onBytes, CancellationToken cancellation)
    {
        var buffer = new byte[128 * 1024];
        while (await content.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            onBytes(buffer.AsMemory(0, read));
            try
            {
                await Stream.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
            catch (Exception exception) when (IsDisk(exception))
            {
                throw Refusal(_temporary, exception);
            }
        }
    }

    /// <summary>Makes the file appear as <paramref name="path"/>, over what was there.</summary>
    /// <exception cref="PlatformException">The disk is full or read-only.</exception>
    public async Task FinishAsync(string path)
    {
        try
        {
            ((FileStream)Stream).Flush(flushToDisk: true);
            await Stream.DisposeAsync();
            _stream = null;
            File.Move(_temporary, path, overwrite: true);
        }
        catch (Exception exception) when (IsDisk(exception))
        {
            throw Refusal(path, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync();
        _stream = null;
        File.Delete(_temporary);
    }

    private static bool IsDisk(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static PlatformException Refusal(string path, Exception cause) =>
        new(PlatformErrors.DiskFull, $"`{Path.GetDirectoryName(path)}` cannot be written: {cause.Message}", "Free space or choose another folder. Nothing was stored.", cause);
}
