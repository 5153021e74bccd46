using System.Buffers;
using System.Security.Cryptography;
using MLPlatform.Artifacts.Files;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Artifacts.Blobs;

/// <summary>
/// Blobs by content hash in one folder: <c>ab/abcdef…</c>. A blob never changes once it is there, so many processes may write and read at once;
/// two that write the same content end with one file.
/// </summary>
public sealed class BlobStore(string folder)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Stores all of <paramref name="content"/>; on disk when it returns.</summary>
    /// <param name="sha256">The hash the content must have; null to take what comes.</param>
    /// <exception cref="PlatformException">The content has another hash, or the disk is full or read-only; nothing is stored.</exception>
    public async Task<BlobRef> PutAsync(Stream content, string? sha256 = null, CancellationToken cancellation = default)
    {
        if (sha256 is not null)
            _ = PathOf(sha256);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        await using var file = WholeFile.Create(Folder);
        await file.CopyFromAsync(content, block =>
        {
            hash.AppendData(block.Span);
            bytes += block.Length;
        }, cancellation);
        var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (sha256 is not null && actual != sha256)
            throw new PlatformException(DataErrors.ContentDiffers, $"The content was announced as `{sha256}` and is `{actual}`.", "Send it again.");
        var path = PathOf(actual);
        // A file of another length was cut short by a failing disk: this write heals it.
        if (Find(actual)?.Bytes != bytes)
        {
            CreateFolder(Path.GetDirectoryName(path)!);
            await file.FinishAsync(path);
        }

        return new BlobRef(actual, bytes);
    }

    public async Task<BlobRef> PutFileAsync(string path, CancellationToken cancellation = default)
    {
        await using var content = OpenAsync(path);
        return await PutAsync(content, cancellation: cancellation);
    }

    public bool Has(string sha256) => File.Exists(PathOf(sha256));

    /// <summary>Null when it is not here.</summary>
    public BlobRef? Find(string sha256) => new FileInfo(PathOf(sha256)) is { Exists: true } file ? new BlobRef(sha256, file.Length) : null;

    /// <summary>The blob from its first byte; seekable.</summary>
    /// <exception cref="PlatformException">There is no such blob.</exception>
    public Stream OpenRead(string sha256)
    {
        var path = PathOf(sha256);
        try
        {
            return OpenAsync(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PlatformException(DataErrors.ArtifactNotFound, $"There is no blob `{sha256}`.", cause: exception);
        }
    }

    /// <summary>Reads the whole blob and compares; false means the disk damaged it.</summary>
    /// <exception cref="PlatformException">There is no such blob.</exception>
    public async Task<bool> VerifyAsync(string sha256, CancellationToken cancellation = default)
    {
        await using var content = OpenRead(sha256);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation)) == sha256;
    }

    /// <summary>Removes what writers that died left behind, when older than <paramref name="age"/>.</summary>
    public int SweepUnfinished(TimeSpan age, TimeProvider time)
    {
        if (!Directory.Exists(Folder))
            return 0;
        var old = new DirectoryInfo(Folder).EnumerateFiles(WholeFile.UnfinishedPrefix + "*").Where(file => time.GetUtcNow() - file.LastWriteTimeUtc > age).ToArray();
        foreach (var file in old)
            file.Delete();
        return old.Length;
    }

    private static FileStream OpenAsync(string path) => new(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, Share = FileShare.Read | FileShare.Delete });

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(PlatformErrors.DiskFull, $"`{folder}` cannot be written: {exception.Message}", "Free space or choose another folder. Nothing was stored.", exception);
        }
    }

    private string PathOf(string sha256) => sha256.Length == 64 && !sha256.AsSpan().ContainsAnyExcept(HexDigits)
        ? Path.Combine(Folder, sha256[..2], sha256)
        : throw new PlatformException(DataErrors.UnsafePath, $"`{sha256}` is not a SHA-256 in 64 lower-case hex digits.");
}
