using System.IO.Compression;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLPlatform.Kernel.Tests.Packages;

/// <summary>A folder of packages made for one test.</summary>
internal sealed class LocalFeed(string folder)
{
    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    /// <summary>A package of one assembly that is compiled here.</summary>
    /// <param name="dependencies">Id and NuGet version range.</param>
    /// <param name="files">Path in the package → content.</param>
    public LocalFeed Add(string id, string version, string source, (string Id, string Version)[]? dependencies = null, params (string Path, byte[] Content)[] files)
    {
        var depends = string.Concat((dependencies ?? []).Select(one => $"<dependency id=\"{one.Id}\" version=\"{one.Version}\" />"));
        var nuspec = $"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{id}</id><version>{version}</version><authors>tests</authors><description>made by a test</description>
                <dependencies><group targetFramework="net8.0">{depends}</group></dependencies>
              </metadata>
            </package>
            """;
        using var zip = ZipFile.Open(Path.Combine(Folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        Write(zip, id + ".nuspec", Encoding.UTF8.GetBytes(nuspec));
        if (source.Length > 0)
            Write(zip, $"lib/net8.0/{id}.dll", Compile(id, version, source));
        foreach (var (path, content) in files)
            Write(zip, path, content);
        return this;
    }

    private static byte[] Compile(string name, string version, string source)
    {
        // What a real package is compiled against: the reference pack, not the implementation.
        var packs = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        var references = Directory.EnumerateFiles(packs, "System.*.dll", SearchOption.AllDirectories).Where(path => path.Contains("/ref/", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path));
        var versioned = $"[assembly: System.Reflection.AssemblyVersion(\"{version}.0\")] {source}";
        var compilation = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(versioned)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return image.ToArray();
    }

    private static void Write(ZipArchive zip, string path, byte[] content)
    {
        using var entry = zip.CreateEntry(path).Open();
        entry.Write(content);
    }
}
