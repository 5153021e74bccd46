using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using MLPlatform.Kernel.CSharp;

namespace MLPlatform.Kernel.Errors;

/// <summary>
/// IL offsets → lines. Debug information is not kept with every cell, which would cost more memory than the cells: the compilation is still there, so it is
/// emitted again, with symbols, for the cells an exception passed through. The compiler is deterministic: the IL is the same.
/// </summary>
internal sealed class SequencePoints
{
    private readonly ConcurrentDictionary<int, byte[]?> _symbols = [];

    /// <returns>Zero-based line of the cell, or null when the method has none.</returns>
    public int? LineOf(Submission submission, MethodBase method, int ilOffset)
    {
        if (_symbols.GetOrAdd(submission.Number, _ => Emit(submission)) is not { } image || ilOffset < 0)
            return null;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(image));
        var points = provider.GetMetadataReader()
            .GetMethodDebugInformation(MetadataTokens.MethodDefinitionHandle(method.MetadataToken & 0xFFFFFF))
            .GetSequencePoints()
            .Where(point => !point.IsHidden && point.Offset <= ilOffset)
            .ToArray();
        return points is [.., var last] ? last.StartLine - 1 + submission.Origin.Line : null;
    }

    private static byte[]? Emit(Submission submission)
    {
        using var symbols = new MemoryStream();
        return submission.Compilation.Emit(new MemoryStream(), symbols, options: new Microsoft.CodeAnalysis.Emit.EmitOptions(debugInformationFormat: Microsoft.CodeAnalysis.Emit.DebugInformationFormat.PortablePdb)).Success
            ? symbols.ToArray()
            : null;
    }
}
