using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace ArchitectureTests;

/// <summary>The checkout this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Room> Rooms { get; } =
    [
        .. new[] { "src", "kernels", "magics" }
            .SelectMany(folder => Directory.GetDirectories(Path.Combine(Root, folder)))
            .Select(folder => Path.Combine(folder, Path.GetFileName(folder) + ".csproj"))
            .Where(File.Exists)
            .Select(Room.Read)
            .OrderBy(room => room.Name, StringComparer.Ordinal),
    ];

    /// <summary>Every C# file of the product and its tests, none that the build wrote.</summary>
    public static IEnumerable<SourceFile> Sources(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Root, path))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal)
        .Select(path => new SourceFile(path));

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(here)))!;
}

/// <param name="Path">Relative to the checkout, with slashes.</param>
internal sealed record SourceFile(string Path)
{
    public string Text => File.ReadAllText(System.IO.Path.Combine(Repository.Root, Path));

    public string[] Lines => File.ReadAllLines(System.IO.Path.Combine(Repository.Root, Path));
}

/// <summary>One project of the product.</summary>
internal sealed record Room(string Name, string Folder, IReadOnlyList<string> Imports)
{
    public static Room Read(string projectFile) => new(
        Path.GetFileNameWithoutExtension(projectFile).Replace("MLPlatform.", "", StringComparison.Ordinal),
        Path.GetDirectoryName(projectFile)!,
        [.. XDocument.Load(projectFile).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!).Replace("MLPlatform.", "", StringComparison.Ordinal))]);
}
