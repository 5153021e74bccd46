using System.Collections.Frozen;
using System.Reflection;

namespace MLPlatform.Kernel.Packages;

/// <summary>Assemblies of the running .NET. A package's copy of one of these stays out: its types would get a second identity.</summary>
internal static class FrameworkAssemblies
{
    private static readonly Lazy<FrozenDictionary<string, string>> ByName = new(Read);

    /// <summary>True when the framework's own is at least as new.</summary>
    public static bool Replaces(string path) =>
        ByName.Value.TryGetValue(Path.GetFileNameWithoutExtension(path), out var own) && AssemblyName.GetAssemblyName(own).Version >= AssemblyName.GetAssemblyName(path).Version;

    private static FrozenDictionary<string, string> Read()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return Directory.EnumerateFiles(folder, "*.dll").ToFrozenDictionary(file => Path.GetFileNameWithoutExtension(file), StringComparer.OrdinalIgnoreCase);
    }
}
