using System.Globalization;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Time;
using MLPlatform.Frames;

namespace MLPlatform.Features.Offline;

/// <summary>
/// Frames kept by name as immutable Parquet segments. A write first puts its segment on disk, then a manifest that names it, by one rename: a reader sees the
/// generation before or the one after, whenever the writer is killed. Each frame has a folder: <c>segments/ID.parquet</c>, <c>manifest-GENERATION.json</c>.
/// </summary>
public sealed class OfflineStore(string folder, TimeProvider time)
{
    /// <summary>Makes the frame the whole content of a new generation.</summary>
    /// <param name="name">Letters, digits, <c>. _ -</c>.</param>
    /// <exception cref="PlatformException">The name cannot be a folder, or the disk is full or read-only; then nothing changed.</exception>
    public Task<OfflineManifest> SaveAsync(string name, Frame frame, CancellationToken cancel = default) => WriteAsync(name, frame, append: false, cancel);

    /// <summary>Adds the rows in a new generation.</summary>
    /// <exception cref="PlatformException">As <see cref="SaveAsync"/>, or the columns differ from those already there.</exception>
    public Task<OfflineManifest> AppendAsync(string name, Frame frame, CancellationToken cancel = default) => WriteAsync(name, frame, append: true, cancel);

    /// <summary>Names of the frames kept here, in order.</summary>
    public IReadOnlyList<string> Names() => Directory.Exists(folder)
        ? [.. Directory.EnumerateDirectories(folder).Where(path => Generations(path).Count > 0).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
        : [];

    /// <param name="generation">Null for the newest.</param>
    /// <exception cref="PlatformException"><see cref="FeatureErrors.OfflineUnreadable"/>: there is no such frame or generation, or the file is damaged.</exception>
    public OfflineManifest Manifest(string name, int? generation = null)
    {
        var home = HomeOf(name);
        var generations = Generations(home);
        if (generations.Count == 0)
            throw new PlatformException(FeatureErrors.OfflineUnreadable, $"No frame `{name}` is saved.", Nearest.To(name, Names()) is { } near ? $"Did you mean `{near}`?" : "Save it first.");
        var asked = generation ?? generations[^1];
        if (!generations.Contains(asked))
            throw new PlatformException(FeatureErrors.OfflineUnreadable, $"`{name}` has no generation `{asked}`.", $"It has {generations[0]} to {generations[^1]}.");
        return ReadManifest(ManifestPath(home, asked));
    }

    /// <exception cref="PlatformException">As <see cref="Manifest"/>, or a segment is missing or damaged.</exception>
    public Frame Read(string name, int? generation = null)
    {
        var manifest = Manifest(name, generation);
        var parts = manifest.Segments.Select(segment => ReadSegment(HomeOf(name), manifest, segment)).ToArray();
        return parts.Length == 1 ? parts[0] : parts[0].Append(parts[1..]);
    }

    private async Task<OfflineManifest> WriteAsync(string name, Frame frame, bool append, CancellationToken cancel)
    {
        var home = HomeOf(name);
        try
        {
            var segments = Directory.CreateDirectory(Path.Combine(home, "segments")).FullName;
            using var writer = await LockAsync(Path.Combine(home, "writer.lock"), cancel);
            var generations = Generations(home);
            var latest = generations.Count == 0 ? null : ReadManifest(ManifestPath(home, generations[^1]));
            var columns = frame.Columns.Select(column => new OfflineColumn(column.Name, column.Type)).ToArray();
            if (append && latest is not null && !latest.Columns.SequenceEqual(columns))
                throw new PlatformException(FeatureErrors.RowsDoNotFit, $"The columns differ from those of the saved frame `{name}`: {string.Join(", ", columns.Except(latest.Columns).Concat(latest.Columns.Except(columns)).Select(column => $"`{column.Name}`").Distinct())}.", "Save it under another name.");
            Sweep(home, generations);

            var file = Guid.CreateVersion7(time.GetUtcNow()).ToString("N") + ".parquet";
            frame.WriteParquet(Path.Combine(segments, file));
            DurableFolder.Flush(segments);
            var segment = new OfflineSegment(file, frame.RowCount, new FileInfo(Path.Combine(segments, file)).Length, frame.ContentHash());
            var manifest = new OfflineManifest(OfflineManifest.CurrentSchema, name, (latest?.Generation ?? 0) + 1, UnixMicros.Now(time), columns, append && latest is not null ? [.. latest.Segments, segment] : [segment]);
            Publish(home, manifest);
            return manifest;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(DataErrors.NotWritten, $"`{name}` could not be saved in `{folder}`: {error.Message}", "Free space, or choose another platform home.", error);
        }
    }

    private static void Publish(string home, OfflineManifest manifest)
    {
        var draft = Path.Combine(home, "manifest.tmp");
        using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, manifest, OfflineJson.Default.OfflineManifest);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, ManifestPath(home, manifest.Generation), overwrite: false);
        DurableFolder.Flush(home);
    }

    // What a killed writer left behind: segments that no generation names.
    private static void Sweep(string home, List<int> generations)
    {
        var named = generations.SelectMany(generation => ReadManifest(ManifestPath(home, generation)).Segments).Select(segment => segment.File).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(home, "segments")))
            if (!named.Contains(Path.GetFileName(path)))
                File.Delete(path);
    }

    private static Frame ReadSegment(string home, OfflineManifest manifest, OfflineSegment segment)
    {
        var path = Path.Combine(home, "segments", segment.File);
        if (!File.Exists(path) || new FileInfo(path).Length != segment.Bytes)
            throw Unreadable(manifest, path, "it is missing or not as long as it was written");
        try
        {
            var frame = Frame.FromParquet(path);
            return frame.RowCount == segment.Rows ? frame : throw Unreadable(manifest, path, $"it holds {frame.RowCount} rows instead of {segment.Rows}");
        }
        catch (PlatformException error) when (error.Code == DataErrors.FileUnreadable)
        {
            throw Unreadable(manifest, path, error.Problem, error);
        }
    }

    private static OfflineManifest ReadManifest(string path)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), OfflineJson.Default.OfflineManifest)!;
            return manifest.Schema <= OfflineManifest.CurrentSchema && manifest.Segments.Count > 0
                ? manifest
                : throw new PlatformException(FeatureErrors.OfflineUnreadable, $"`{path}` is of schema {manifest.Schema}, newer than {OfflineManifest.CurrentSchema}.", "Upgrade this installation.");
        }
        catch (JsonException error)
        {
            throw new PlatformException(FeatureErrors.OfflineUnreadable, $"The manifest `{path}` is damaged: {error.Message}", "Read an earlier generation.", error);
        }
    }

    private static PlatformException Unreadable(OfflineManifest manifest, string path, string why, Exception? cause = null) =>
        new(FeatureErrors.OfflineUnreadable, $"The segment `{path}` of `{manifest.Name}` cannot be read: {why}.", manifest.Generation > 1 ? $"Read generation {manifest.Generation - 1}, or save the frame again." : "Save the frame again.", cause);

    private static string ManifestPath(string home, int generation) => Path.Combine(home, string.Create(CultureInfo.InvariantCulture, $"manifest-{generation:00000000}.json"));

    private static List<int> Generations(string home) => Directory.Exists(home)
        ? [.. Directory.EnumerateFiles(home, "manifest-*.json").Select(path => int.Parse(Path.GetFileNameWithoutExtension(path).AsSpan("manifest-".Length), CultureInfo.InvariantCulture)).Order()]
        : [];

    // The system frees the lock when its holder ends, however it ends.
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(20, cancel);
            }
        }
    }

    private string HomeOf(string name) => name.Length > 0 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
        ? Path.Combine(folder, name)
        : throw new PlatformException(CommandErrors.BadValue, $"`{name}` cannot name a saved frame.", "Use letters, digits, . _ and -, and don't start with a dot.");
}
