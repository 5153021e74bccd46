using System.Reflection;
using MLPlatform.Contracts.Identity;
using MLPlatform.Frames;
using MLPlatform.Plots.Output;
using Microsoft.CodeAnalysis;

namespace MLPlatform.Kernel.CSharp;

/// <summary>What the first submission compiles against; later ones inherit it.</summary>
internal static class CellReferences
{
    /// <summary>Rooms whose types cells meet even when the host names no others.</summary>
    public static IReadOnlyList<Assembly> Own { get; } = [typeof(Principal).Assembly, typeof(Frame).Assembly, typeof(MimeBundle).Assembly, typeof(CellReferences).Assembly];

    public static List<MetadataReference> Build(IEnumerable<Assembly> assemblies) =>
    [
        .. FrameworkFiles().Concat(assemblies.Where(assembly => assembly.Location.Length > 0).Select(assembly => assembly.Location)).Distinct(StringComparer.Ordinal).Select(FromFile),
    ];

    /// <summary>The XML documentation beside the file is read when help first asks for it.</summary>
    public static MetadataReference FromFile(string path)
    {
        var documentation = Path.ChangeExtension(path, ".xml");
        return MetadataReference.CreateFromFile(path, documentation: File.Exists(documentation) ? new XmlDocumentation(documentation) : null);
    }

    // The reference pack costs a process 30 MB less than the implementation assemblies and brings the documentation; a machine without the SDK has only the latter.
    private static IEnumerable<string> FrameworkFiles()
    {
        var running = Path.GetDirectoryName(typeof(object).Assembly.Location);
        return PackFolder(running) is { } pack ? Directory.EnumerateFiles(pack, "*.dll") : RunningFramework(running);
    }

    private static string? PackFolder(string? runtime)
    {
        if (string.IsNullOrEmpty(runtime))
            return null;
        var packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs))
            return null;
        var framework = $"net{Environment.Version.Major}.{Environment.Version.Minor}";
        return Directory.EnumerateDirectories(packs, $"{Environment.Version.Major}.*")
            .Select(version => Path.Combine(version, "ref", framework))
            .Where(Directory.Exists)
            .Order(StringComparer.Ordinal)
            .LastOrDefault();
    }

    private static IEnumerable<string> RunningFramework(string? folder) =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(file => string.Equals(Path.GetDirectoryName(file), folder, StringComparison.Ordinal));
}
