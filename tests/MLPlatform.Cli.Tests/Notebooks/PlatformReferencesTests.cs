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
        Assert.NotEmpty(references.Rest);
        var files = references.Rest.ToDictionary(Name, one => ((PortableExecutableReference)one).FilePath!, StringComparer.Ordinal);
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(references.First.Select(one => ((PortableExecutableReference)one).FilePath!));
        while (open.TryDequeue(out var file))
            foreach (var name in RefersTo(file).Where(name => files.ContainsKey(name) && missing.Add(name)))
                open.Enqueue(files[name]);
        Assert.True(missing.Count == 0, $"Add to the short list of CellReferences: {string.Join(", ", missing)}");
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
