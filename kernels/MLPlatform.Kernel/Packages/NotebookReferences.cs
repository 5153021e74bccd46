using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Packages;

/// <summary>What <c>#r</c> and <c>#i</c> have brought into one notebook. All packages of it are resolved together, so that each has one version.</summary>
/// <param name="provides">Brings what stands in for a package without a download; false when nothing does.</param>
internal sealed class NotebookReferences(SubmissionChain chain, Func<string, bool> provides, string stateFolder, Func<string> folder, TimeProvider time)
{
    private readonly Dictionary<string, string?> _asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ResolvedPackage> _loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _projects = new(StringComparer.Ordinal);
    private readonly List<string> _sources = [];
    private readonly PackageRestore _restore = new(Path.Combine(stateFolder, "packages", "sets"), time);

    /// <summary>Id and version of every package that is loaded, with what it pulled in.</summary>
    public IReadOnlyList<(string Id, string Version)> Packages => [.. _loaded.Values.Select(package => (package.Id, package.Version))];

    /// <summary>Makes everything visible to the next submission. All packages of one call are resolved by one restore.</summary>
    /// <returns>Extension scripts that the new packages bring.</returns>
    /// <exception cref="PlatformException">Something is not there, or does not fit what is loaded; then nothing of the packages was added.</exception>
    public async Task<IReadOnlyList<string>> AddAsync(IReadOnlyList<ReferenceDirective> references, IDisplay display, CancellationToken cancel)
    {
        foreach (var source in references.OfType<ReferenceDirective.Source>())
            AddSource(source.Location);
        foreach (var file in references.OfType<ReferenceDirective.File>())
            chain.Reference(file.Path);
        foreach (var project in references.OfType<ReferenceDirective.Project>())
            await AddProjectAsync(project.Path, display, cancel);
        return await AddPackagesAsync([.. references.OfType<ReferenceDirective.Package>()], display, cancel);
    }

    private void AddSource(string location)
    {
        var full = location.Contains("://", StringComparison.Ordinal) ? location : Path.GetFullPath(location, folder());
        if (full == location || Directory.Exists(full))
        {
            if (!_sources.Contains(full))
                _sources.Add(full);
            return;
        }

        throw new PlatformException(PackageErrors.BadReference, $"There is no folder `{location}` to take packages from.", $"Paths are relative to {folder()}; an address starts with https://.");
    }

    private async Task<IReadOnlyList<string>> AddPackagesAsync(IReadOnlyList<ReferenceDirective.Package> packages, IDisplay display, CancellationToken cancel)
    {
        var covered = packages.Select(package => package.Id).Where(provides).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (covered.Count > 0)
            display.Show(new Report($"**{string.Join(", ", covered)}**: part of this kernel, nothing to restore").ToBundle());
        var wanted = packages.Where(package => !covered.Contains(package.Id) && !IsLoaded(package)).ToArray();
        if (wanted.Length == 0)
            return [];
        var asked = new Dictionary<string, string?>(_asked, StringComparer.OrdinalIgnoreCase);
        foreach (var package in wanted)
            asked[package.Id] = package.Version;
        var set = new PackageSet(asked, _loaded.ToDictionary(one => one.Key, one => one.Value.Version, StringComparer.OrdinalIgnoreCase), _sources, folder());
        await using var progress = new RestoreProgress(display, "Restoring " + string.Join(", ", wanted.Select(package => package.Id)), time);
        var (resolved, kept) = await _restore.ResolveAsync(set, cancel);
        var added = resolved.Packages.Where(package => !_loaded.ContainsKey(package.Id)).ToArray();
        foreach (var package in wanted)
            _asked[package.Id] = package.Version;
        foreach (var package in added)
            _loaded.Add(package.Id, package);
        chain.Offer(
            [.. added.SelectMany(package => package.Assemblies).Where(path => !FrameworkAssemblies.Replaces(path))],
            [.. added.SelectMany(package => package.Natives)],
            [.. added.Where(package => asked.ContainsKey(package.Id)).Select(package => $"nuget: {package.Id}, {package.Version}")]);
        progress.Finish(Describe(wanted, added, resolved, kept, progress.Elapsed));
        return [.. added.Select(package => Path.Combine(package.Folder, "interactive-extensions", "dotnet", "extension.dib")).Where(File.Exists)];
    }

    private bool IsLoaded(ReferenceDirective.Package package)
    {
        if (!_loaded.TryGetValue(package.Id, out var loaded))
            return false;
        // A floating or open version is content with what is there.
        if (package.Version is null || package.Version.IndexOfAny(['*', ',', '(']) >= 0 || SameVersion(package.Version.Trim('[', ']'), loaded.Version))
            return true;
        throw new PlatformException(
            PackageErrors.Conflict,
            $"`{package.Id}` {loaded.Version} is loaded in this notebook, and {package.Version} cannot be loaded beside it.",
            "Restart the kernel and ask for one version, in the first cell that needs it.");
    }

    private static bool SameVersion(string asked, string loaded) =>
        asked == loaded || (Version.TryParse(asked, out var one) && Version.TryParse(loaded, out var other) && Normal(one) == Normal(other));

    private static Version Normal(Version version) => new(version.Major, version.Minor, Math.Max(0, version.Build), Math.Max(0, version.Revision));

    private async Task AddProjectAsync(string path, IDisplay display, CancellationToken cancel)
    {
        var full = Path.GetFullPath(path, folder());
        await using var progress = new RestoreProgress(display, "Building " + Path.GetFileName(full), time);
        var build = await ProjectBuild.RunAsync(full, Path.Combine(stateFolder, "packages", "projects"), cancel);
        if (_projects.TryGetValue(full, out var loaded))
        {
            progress.Finish(loaded == build.Assemblies[0]
                ? new Report($"**{Path.GetFileNameWithoutExtension(full)}** is loaded, and nothing in it changed")
                : new Report($"**{Path.GetFileNameWithoutExtension(full)} has changed**, and the build loaded before stays: restart the kernel to load this one") { Tone = Tone.Warning });
            return;
        }

        _projects.Add(full, build.Assemblies[0]);
        chain.Offer([.. build.Assemblies.Where(file => !FrameworkAssemblies.Replaces(file))], build.Natives, ["project: " + full]);
        progress.Finish(new Report($"**{Path.GetFileNameWithoutExtension(full)}** built in {Spelled.Time(progress.Elapsed)}"));
    }

    private static Report Describe(IReadOnlyList<ReferenceDirective.Package> wanted, ResolvedPackage[] added, ResolvedPackages resolved, bool kept, TimeSpan elapsed)
    {
        var names = wanted.Select(package => resolved.Packages.FirstOrDefault(one => string.Equals(one.Id, package.Id, StringComparison.OrdinalIgnoreCase)) is { } found ? $"{found.Id} {found.Version}" : package.Id);
        var others = added.Where(package => wanted.All(one => !string.Equals(one.Id, package.Id, StringComparison.OrdinalIgnoreCase))).ToArray();
        var details = new List<Detail>();
        if (others.Length > 0)
            details.Add(new Detail("with them", string.Join(", ", others.Select(package => $"{package.Id} {package.Version}"))));
        details.AddRange(resolved.Warnings.Select(warning => new Detail("NuGet says", warning)));
        return new Report($"**{string.Join(", ", names)}** {(kept ? "from the cache" : $"restored in {Spelled.Time(elapsed)}")}")
        {
            Tone = resolved.Warnings.Count > 0 ? Tone.Warning : Tone.Ok,
            Details = details,
        };
    }
}
