using System.Collections.Frozen;
using System.Reflection;
using MLPlatform.Contracts.Identity;
using MLPlatform.Frames;
using MLPlatform.Plots.Output;
using Microsoft.CodeAnalysis;

namespace MLPlatform.Kernel.CSharp;

/// <summary>
/// What cells compile against. The compiler binds every reference again for every cell, so the first submission gets a short list and
/// the rest of the framework joins when a cell first needs it.
/// </summary>
internal sealed class CellReferences
{
    // Closed under references, together with the host's assemblies: an assembly that found all it refers to keeps its symbols when the rest
    // joins, and variables of earlier cells keep their types.
    private static readonly FrozenSet<string> Short = FrozenSet.Create(
        StringComparer.Ordinal,
        "Microsoft.Win32.Primitives", "System.Collections", "System.Collections.Concurrent", "System.Collections.Immutable", "System.Collections.NonGeneric",
        "System.Collections.Specialized", "System.ComponentModel", "System.ComponentModel.EventBasedAsync", "System.ComponentModel.Primitives",
        "System.ComponentModel.TypeConverter", "System.Console", "System.Data.Common", "System.Diagnostics.DiagnosticSource",
        "System.Diagnostics.FileVersionInfo", "System.Diagnostics.Process", "System.Diagnostics.StackTrace", "System.Formats.Asn1", "System.IO.Compression",
        "System.IO.Compression.ZipFile", "System.IO.Pipelines", "System.Linq", "System.Linq.Parallel", "System.Memory", "System.Net.Http", "System.Net.Mail",
        "System.Net.Primitives", "System.Net.Requests", "System.Net.Security", "System.Net.Sockets", "System.Net.WebHeaderCollection",
        "System.Numerics.Vectors", "System.ObjectModel", "System.Reflection.Emit.ILGeneration", "System.Reflection.Metadata", "System.Reflection.Primitives",
        "System.Resources.Writer", "System.Runtime", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "System.Runtime.Loader",
        "System.Runtime.Numerics", "System.Security.Cryptography", "System.Text.Encodings.Web", "System.Text.Json", "System.Text.RegularExpressions",
        "System.Threading", "System.Threading.Channels", "System.Threading.Overlapped", "System.Threading.Tasks.Parallel", "System.Threading.Thread", "System.Threading.ThreadPool", "System.Transactions.Local",
        "System.Xml.ReaderWriter", "System.Xml.XDocument");

    private readonly Lazy<IReadOnlyList<MetadataReference>> _rest;

    /// <param name="own">The host's assemblies; those without a file are left out.</param>
    public CellReferences(IEnumerable<Assembly> own)
    {
        // A machine without the SDK has only the implementation assemblies, whose types live in private ones: all of them from the start, then.
        // The reference pack costs a process 30 MB less and brings the documentation.
        var running = Path.GetDirectoryName(typeof(object).Assembly.Location);
        var pack = PackFolder(running);
        var files = (pack is null ? RunningFramework(running) : Directory.EnumerateFiles(pack, "*.dll")).ToLookup(file => pack is null || Short.Contains(Path.GetFileNameWithoutExtension(file)));
        First = [.. files[true].Concat(own.Select(assembly => assembly.Location).Where(location => location.Length > 0)).Distinct(StringComparer.Ordinal).Select(FromFile)];
        _rest = new Lazy<IReadOnlyList<MetadataReference>>(() => [.. files[false].Select(FromFile)]);
    }

    /// <summary>Rooms whose types cells meet even when the host names no others.</summary>
    public static IReadOnlyList<Assembly> Own { get; } = [typeof(Principal).Assembly, typeof(Frame).Assembly, typeof(MimeBundle).Assembly, typeof(CellReferences).Assembly];

    /// <summary>For the first submission; later ones inherit it.</summary>
    public IReadOnlyList<MetadataReference> First { get; }

    /// <summary>The framework's other assemblies.</summary>
    public IReadOnlyList<MetadataReference> Rest => _rest.Value;

    /// <summary>The XML documentation beside the file is read when help first asks for it.</summary>
    public static MetadataReference FromFile(string path)
    {
        var documentation = Path.ChangeExtension(path, ".xml");
        return MetadataReference.CreateFromFile(path, documentation: File.Exists(documentation) ? new XmlDocumentation(documentation) : null);
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
