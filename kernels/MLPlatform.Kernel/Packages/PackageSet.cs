using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace MLPlatform.Kernel.Packages;

/// <summary>All packages a notebook has asked for, with where they may come from: what one restore resolves, and the key of its result.</summary>
/// <param name="Asked">Id → version, null for the latest.</param>
/// <param name="Loaded">Id → exact version of what is loaded already and so cannot move.</param>
/// <param name="ConfigFolder">The notebook's folder: a nuget.config there or above it counts.</param>
internal sealed record PackageSet(IReadOnlyDictionary<string, string?> Asked, IReadOnlyDictionary<string, string> Loaded, IReadOnlyList<string> Sources, string ConfigFolder)
{
    private const string Latest = "*";

    public bool IsFloating => Asked.Any(package => !Loaded.ContainsKey(package.Key) && (package.Value is null || package.Value.Contains('*', StringComparison.Ordinal)));

    /// <summary>Hex SHA-256 of everything that decides the result.</summary>
    public string Key
    {
        get
        {
            var text = new StringBuilder().Append(ResolvedPackages.CurrentSchema).Append('\n').Append(Framework).Append('\n').Append(Runtime).Append('\n');
            foreach (var (id, version) in Versions.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
                text.Append(id.ToUpperInvariant()).Append(' ').Append(version).Append('\n');
            foreach (var source in Sources.Order(StringComparer.Ordinal))
                text.Append(source).Append('\n');
            foreach (var config in ConfigFiles())
                text.Append(config).Append('\n').Append(File.ReadAllText(config)).Append('\n');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    private static string Framework { get; } = $"net{Environment.Version.Major}.{Environment.Version.Minor}";

    private static string Runtime { get; } = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;

    // What is loaded stays at its version exactly: a set that cannot keep it fails instead of loading a second one.
    private IEnumerable<KeyValuePair<string, string>> Versions =>
        Asked.Where(package => !Loaded.ContainsKey(package.Key)).Select(package => KeyValuePair.Create(package.Key, package.Value ?? Latest))
            .Concat(Loaded.Select(package => KeyValuePair.Create(package.Key, $"[{package.Value}]")));

    /// <summary>The project whose restore resolves the set. It stands alone: build files of folders above it do not count.</summary>
    public string ToProject() => new XElement(
        "Project",
        new XElement(
            "PropertyGroup",
            new XElement("ImportDirectoryBuildProps", "false"),
            new XElement("ImportDirectoryBuildTargets", "false"),
            new XElement("ImportDirectoryPackagesProps", "false")),
        new XElement("Import", new XAttribute("Project", "Sdk.props"), new XAttribute("Sdk", "Microsoft.NET.Sdk")),
        new XElement(
            "PropertyGroup",
            new XElement("TargetFramework", Framework),
            new XElement("RuntimeIdentifier", Runtime),
            new XElement("SelfContained", "false"),
            new XElement("UseAppHost", "false"),
            new XElement("NuGetAudit", "false"),
            new XElement("RestoreRootConfigDirectory", ConfigFolder),
            new XElement("RestoreAdditionalProjectSources", string.Join(';', Sources))),
        new XElement(
            "ItemGroup",
            Versions.Select(package => new XElement("PackageReference", new XAttribute("Include", package.Key), new XAttribute("Version", package.Value)))),
        new XElement("Import", new XAttribute("Project", "Sdk.targets"), new XAttribute("Sdk", "Microsoft.NET.Sdk"))).ToString();

    private IEnumerable<string> ConfigFiles()
    {
        for (var folder = new DirectoryInfo(ConfigFolder); folder is not null; folder = folder.Parent)
            foreach (var name in (string[])["nuget.config", "NuGet.config", "NuGet.Config"])
                if (File.Exists(Path.Combine(folder.FullName, name)))
                    yield return Path.Combine(folder.FullName, name);
    }
}
