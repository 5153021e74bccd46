using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using MLPlatform.Cli.Notebooks;
using MLPlatform.Kernel.CSharp;
using Microsoft.CodeAnalysis;

namespace MLPlatform.Cli.Tests.Notebooks;

public sealed class PlatformReferencesTests
{
    /// <summary>An assembly that lacks one it refers to is bound anew when that one joins later, and variables of earlier cells lose their types.</summary>
    [Fact]
    public void First_holds_every_framework_assembly_that_its_assemblies_refer_to()
    {
        var references = new CellReferences(PlatformNotebook.References.Append(typeof(NotebookGlobals).Assembly).Concat(CellReferences.Own));
        var first = references.First.Select(Name).ToHashSet(StringComparer.Ordinal);
        var rest = references.Rest.Select(Name).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(rest);
        var missing = references.First.SelectMany(one => RefersTo(((PortableExecutableReference)one).FilePath!)).Where(rest.Contains).Distinct().Order(StringComparer.Ordinal);
        Assert.True(!missing.Any(), $"Add to the short list of CellReferences: {string.Join(", ", missing)}");
        Assert.DoesNotContain("System.Xml.XmlSerializer", first);
    }

    private static string Name(MetadataReference reference) => Path.GetFileNameWithoutExtension(((PortableExecutableReference)reference).FilePath!);

    private static string[] RefersTo(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
