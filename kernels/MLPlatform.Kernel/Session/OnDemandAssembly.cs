namespace MLPlatform.Kernel.Session;

/// <summary>An assembly of this product that costs nothing until a cell names one of its namespaces or asks for a package it stands in for.</summary>
/// <param name="Path">The assembly's file.</param>
/// <param name="Namespaces">Text in a cell that brings the assembly.</param>
/// <param name="Packages">Package ids it satisfies; an id that ends in <c>*</c> stands for all that start so.</param>
public sealed record OnDemandAssembly(string Path, IReadOnlyList<string> Namespaces, IReadOnlyList<string> Packages)
{
    /// <summary>The notebook API of .NET Interactive, under the namespaces and instead of the packages that existing notebooks name.</summary>
    /// <param name="folder">Where this program's assemblies lie.</param>
    public static OnDemandAssembly NotebookApi(string folder) => new(
        System.IO.Path.Combine(folder, "MLPlatform.Interactive.dll"),
        ["Microsoft.DotNet.Interactive", "Microsoft.AspNetCore.Html"],
        ["Microsoft.DotNet.Interactive*", "Microsoft.AspNetCore.Html.Abstractions"]);

    public bool Provides(string packageId) => Packages.Any(id => id.EndsWith('*')
        ? packageId.StartsWith(id[..^1], StringComparison.OrdinalIgnoreCase)
        : string.Equals(packageId, id, StringComparison.OrdinalIgnoreCase));

    public bool IsNamedIn(string code) => Namespaces.Any(name => code.Contains(name, StringComparison.Ordinal));
}
