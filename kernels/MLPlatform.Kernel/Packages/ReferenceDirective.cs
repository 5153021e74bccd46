using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Kernel.Packages;

/// <summary>What one <c>#r</c> or <c>#i</c> line asks for.</summary>
internal abstract partial record ReferenceDirective
{
    /// <summary><c>#r "path.dll"</c>.</summary>
    public sealed record File(string Path) : ReferenceDirective;

    /// <summary><c>#r "project: path.csproj"</c>.</summary>
    public sealed record Project(string Path) : ReferenceDirective;

    /// <summary><c>#r "nuget: Id, Version"</c>.</summary>
    /// <param name="Version">NuGet's notation; null for the latest.</param>
    public sealed record Package(string Id, string? Version) : ReferenceDirective;

    /// <summary><c>#i "nuget: SOURCE"</c>: a folder or an address.</summary>
    public sealed record Source(string Location) : ReferenceDirective;

    /// <param name="line">A whole line that starts with <c>#r</c> or <c>#i</c>.</param>
    /// <exception cref="PlatformException">The line names nothing, or not in a way a reference is written.</exception>
    public static ReferenceDirective Parse(string line)
    {
        var isSource = line.StartsWith("#i", StringComparison.Ordinal);
        var first = line.IndexOf('"', StringComparison.Ordinal);
        var last = line.LastIndexOf('"');
        var text = first < 0 || last <= first ? "" : line[(first + 1)..last].Trim();
        if (isSource)
            return After(text, "nuget:") is { Length: > 0 } location ? new Source(location) : throw Bad(line, "Write `#i \"nuget: https://…\"` or `#i \"nuget: folder\"`.");
        if (After(text, "nuget:") is { } package)
            return PackageOf(line, package);
        if (After(text, "project:") is { } project)
            return project.Length > 0 ? new Project(project) : throw Bad(line, "Write `#r \"project: path.csproj\"`.");
        return text.Length > 0 ? new File(text) : throw Bad(line, "Write `#r \"nuget: Id, Version\"` or `#r \"path.dll\"`.");
    }

    private static Package PackageOf(string line, string text)
    {
        var parts = text.Split(',', 2, StringSplitOptions.TrimEntries);
        if (!IdShape().IsMatch(parts[0]) || (parts.Length == 2 && !VersionShape().IsMatch(parts[1])))
            throw Bad(line, "Write `#r \"nuget: Id, Version\"`, such as `#r \"nuget: Npgsql, 10.0.0\"`.");
        return new Package(parts[0], parts.Length == 2 && parts[1].Length > 0 ? parts[1] : null);
    }

    private static string? After(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..].Trim() : null;

    private static PlatformException Bad(string line, string fix) => new(PackageErrors.BadReference, $"`{line.Trim()}` is no reference.", fix);

    [GeneratedRegex(@"^\w[\w.-]{0,99}$")]
    private static partial Regex IdShape();

    // A version, a floating one (1.2.*, *, *-*) or an interval such as [1.0,2.0).
    [GeneratedRegex(@"^$|^[\[(]?[\w.*+,\s-]+[\])]?$")]
    private static partial Regex VersionShape();
}
