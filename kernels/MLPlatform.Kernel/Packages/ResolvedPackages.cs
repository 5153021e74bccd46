using System.Text.Json.Serialization;

namespace MLPlatform.Kernel.Packages;

/// <param name="Folder">Where the package is unpacked.</param>
/// <param name="Assemblies">Full paths, for this runtime.</param>
/// <param name="Natives">Full paths of native libraries, for this platform.</param>
internal sealed record ResolvedPackage(string Id, string Version, string Folder, IReadOnlyList<string> Assemblies, IReadOnlyList<string> Natives);

/// <summary>A package set with everything it pulls in. Written to disk as it is.</summary>
/// <param name="ResolvedAt">Microseconds, UTC.</param>
/// <param name="Warnings">NuGet's, such as "a later version was taken".</param>
internal sealed record ResolvedPackages(int Schema, long ResolvedAt, IReadOnlyList<ResolvedPackage> Packages, IReadOnlyList<string> Warnings)
{
    public const int CurrentSchema = 1;

    /// <summary>False when a package was removed from the machine since.</summary>
    [JsonIgnore]
    public bool IsPresent => Packages.All(package => package.Assemblies.Concat(package.Natives).All(File.Exists));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ResolvedPackages))]
internal sealed partial class PackagesJson : JsonSerializerContext;
