using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Kernel.Packages;

/// <summary>Resolves package sets by the SDK's own restore, and keeps the results by the set's key.</summary>
internal sealed class PackageRestore(string cacheFolder, TimeProvider time)
{
    // A set with floating versions is resolved again after this long, so that "latest" means something.
    private static readonly TimeSpan FloatingAge = TimeSpan.FromHours(24);

    /// <returns>The set, and whether it was kept from before.</returns>
    /// <exception cref="PlatformException">It cannot be restored.</exception>
    public async Task<(ResolvedPackages Packages, bool Kept)> ResolveAsync(PackageSet set, CancellationToken cancel)
    {
        var path = Path.Combine(cacheFolder, set.Key + ".json");
        var kept = await ReadAsync(path, cancel);
        if (kept is not null && (!set.IsFloating || UnixMicros.Now(time) - kept.ResolvedAt < UnixMicros.From(FloatingAge)))
            return (kept, true);
        try
        {
            var resolved = await RestoreAsync(set, cancel);
            await WriteAsync(path, resolved, cancel);
            return (resolved, false);
        }
        // Without the network, what "latest" was last time is better than nothing.
        catch (PlatformException unreachable) when (kept is not null && unreachable.Code == PackageErrors.SourceUnreachable)
        {
            return (kept with { Warnings = [.. kept.Warnings, $"No source could be asked for later versions: {unreachable.Problem}"] }, true);
        }
    }

    private async Task<ResolvedPackages> RestoreAsync(PackageSet set, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("mlplatform-restore-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "notebook.csproj"), set.ToProject(), cancel);
            var (exit, _, output) = await DotnetSdk.RunAsync(folder, ["restore", "notebook.csproj", "-nologo", "-v:q", "-nodeReuse:false", "-p:RestoreIgnoreFailedSources=false"], cancel);
            var assets = AssetsFile.Read(folder);
            if (exit != 0 || assets is null || assets.Messages.Any(message => message.IsError))
                throw RestoreRefusal.Of(set, assets?.Messages ?? RestoreOutput.Messages(output), output);
            return new ResolvedPackages(ResolvedPackages.CurrentSchema, UnixMicros.Now(time), assets.Packages, [.. assets.Messages.Select(message => message.Text)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ResolvedPackages?> ReadAsync(string path, CancellationToken cancel)
    {
        try
        {
            var kept = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path, cancel), PackagesJson.Default.ResolvedPackages);
            return kept is { Schema: ResolvedPackages.CurrentSchema, IsPresent: true } ? kept : null;
        }
        // Torn, missing or of another version: it is made anew.
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private async Task WriteAsync(string path, ResolvedPackages resolved, CancellationToken cancel)
    {
        try
        {
            Directory.CreateDirectory(cacheFolder);
            var temporary = path + "." + Contracts.Identity.NewId.Run()[..8] + ".tmp";
            await File.WriteAllBytesAsync(temporary, JsonSerializer.SerializeToUtf8Bytes(resolved, PackagesJson.Default.ResolvedPackages), cancel);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(DataErrors.NotWritten, $"The package cache `{cacheFolder}` cannot be written.", refused.Message, refused);
        }
    }
}
