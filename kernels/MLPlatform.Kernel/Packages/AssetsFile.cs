using System.Text.Json;

namespace MLPlatform.Kernel.Packages;

/// <summary>What NuGet leaves behind a restore, also a failed one: <c>obj/project.assets.json</c>.</summary>
internal sealed record AssetsFile(IReadOnlyList<ResolvedPackage> Packages, IReadOnlyList<RestoreMessage> Messages)
{
    private const string Placeholder = "_._";

    /// <returns>Null when the restore did not come far enough to write one.</returns>
    public static AssetsFile? Read(string projectFolder)
    {
        var path = Path.Combine(projectFolder, "obj", "project.assets.json");
        if (!File.Exists(path))
            return null;
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = json.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        // One target per framework and one per framework and runtime; the latter knows native libraries.
        var target = root.GetProperty("targets").EnumerateObject().OrderByDescending(one => one.Name.Length).First().Value;
        var packages = new List<ResolvedPackage>();
        foreach (var library in target.EnumerateObject())
            if (library.Value.GetProperty("type").GetString() == "package" && FolderOf(root, library.Name, folders) is { } folder)
            {
                var name = library.Name.Split('/');
                packages.Add(new ResolvedPackage(name[0], name[1], folder, Files(library.Value, "runtime", folder), Files(library.Value, "native", folder)));
            }

        return new AssetsFile(packages, root.TryGetProperty("logs", out var logs) ? [.. logs.EnumerateArray().Select(Message)] : []);
    }

    private static string? FolderOf(JsonElement root, string library, string[] folders) =>
        root.GetProperty("libraries").TryGetProperty(library, out var found) && found.TryGetProperty("path", out var path)
            ? folders.Select(folder => Path.Combine(folder, path.GetString()!)).FirstOrDefault(Directory.Exists)
            : null;

    private static string[] Files(JsonElement library, string kind, string folder) => !library.TryGetProperty(kind, out var files)
        ? []
        : [.. files.EnumerateObject().Select(file => file.Name).Where(name => !name.EndsWith(Placeholder, StringComparison.Ordinal)).Select(name => Path.GetFullPath(Path.Combine(folder, name)))];

    private static RestoreMessage Message(JsonElement log) => new(
        log.GetProperty("code").GetString()!,
        log.GetProperty("level").GetString() == "Error",
        log.GetProperty("message").GetString()!,
        log.TryGetProperty("libraryId", out var id) ? id.GetString() : null);
}

/// <param name="Code">NuGet's, such as <c>NU1101</c>.</param>
internal sealed record RestoreMessage(string Code, bool IsError, string Text, string? Package);
