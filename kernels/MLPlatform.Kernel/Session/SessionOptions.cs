using System.Reflection;
using MLPlatform.Kernel.Magics;

namespace MLPlatform.Kernel.Session;

/// <param name="Globals">The object whose public members every C# cell sees by name; <c>ml</c> is one. Its type is public.</param>
/// <param name="References">Assemblies beyond the framework that cells compile against; XML documentation beside them feeds help.</param>
public sealed record SessionOptions(object Globals, IReadOnlyList<Assembly> References, IReadOnlyList<string> Usings, IReadOnlyList<IMagic> Magics, TimeProvider Time)
{
    /// <summary>What relative paths of <c>#r</c> and <c>#load</c> start from; null for the process's own.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>Assemblies that cells see once they ask for them.</summary>
    public IReadOnlyList<OnDemandAssembly> OnDemand { get; init; } = [];

    /// <summary>Where what this session fetches is kept for the next one.</summary>
    public string StateFolder { get; init; } =
        Environment.GetEnvironmentVariable("MLPLATFORM_HOME") is { Length: > 0 } home ? home : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".mlplatform");

    /// <summary>The language of cells that name none.</summary>
    public string DefaultLanguage { get; init; } = Cells.CellLanguages.CSharp;
}
