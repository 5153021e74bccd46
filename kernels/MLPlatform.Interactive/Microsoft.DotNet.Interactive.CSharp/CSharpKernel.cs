using System.Diagnostics.CodeAnalysis;
using Microsoft.DotNet.Interactive.ValueSharing;
using Microsoft.DotNet.Interactive.Formatting;
using MLPlatform.Interactive.Running;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Session;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>The notebook's C#.</summary>
public sealed class CSharpKernel : Kernel
{
    internal CSharpKernel(NotebookSession session)
        : base(CellLanguages.CSharp, session)
    {
        KernelInfo.LanguageName = "C#";
        KernelInfo.DisplayName = "csharp - C# Script";
    }

    /// <summary>Reads a variable.</summary>
    public bool TryGetValue<T>(string name, [MaybeNullWhen(false)] out T value)
    {
        if (Session.Values.TryGet(name, out var found) && found is T typed)
        {
            value = typed;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Declares or replaces a variable.</summary>
    public Task SetValueAsync(string name, object value, Type? declaredType = null) => Session.Values.SetAsync(name, value, CurrentCell.Interrupt);

    /// <summary>Names and types of all variables.</summary>
    public IReadOnlyCollection<KernelValueInfo> GetValueInfos() => CommandRun.ValueInfos(Session, PlainTextFormatter.MimeType);

    /// <summary>Makes assemblies visible to later cells.</summary>
    public void AddAssemblyReferences(IEnumerable<string> assemblyPaths)
    {
        foreach (var path in assemblyPaths)
            Session.Reference(path);
    }
}
