using System.Collections;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.CSharp;
using MLPlatform.Contracts.Errors;
using MLPlatform.Interactive.Running;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Session;

namespace Microsoft.DotNet.Interactive;

/// <summary>The kernel that holds all languages of a notebook.</summary>
public sealed class CompositeKernel : Kernel, IEnumerable<Kernel>
{
    internal CompositeKernel(NotebookSession session)
        : base(".NET", session)
    {
        ChildKernels = new KernelCollection();
        foreach (var names in CellLanguages.ByName.GroupBy(pair => pair.Value, pair => pair.Key))
        {
            var child = names.Key == CellLanguages.CSharp ? new CSharpKernel(session) : new Kernel(names.Key, session);
            Adopt(child, names.Where(name => name != names.Key));
        }
    }

    public KernelCollection ChildKernels { get; }

    /// <summary>The language of code that names none.</summary>
    public string DefaultKernelName { get; set; } = CellLanguages.CSharp;

    /// <summary>Adds a kernel of one's own; its code stands below <c>#!name</c>.</summary>
    public void Add(Kernel kernel, IEnumerable<string>? aliases = null)
    {
        var names = aliases?.ToArray() ?? [];
        Adopt(kernel, names);
        foreach (var name in names.Prepend(kernel.Name))
            Session.Add(new KernelMagic(name, kernel));
    }

    /// <exception cref="PlatformException">Always: other kernels are connected by the built-in <c>#!connect</c>.</exception>
    public void AddConnectDirective<T>(ConnectKernelDirective<T> connectDirective)
        where T : ConnectKernelCommand => throw new PlatformException(
            CellErrors.NotOfferedHere,
            $"This kernel cannot add `#!connect {connectDirective.Name}`: a connector of .NET Interactive runs inside its own kernel.",
            "The built-in `#!connect` reaches SQL databases and any installed Jupyter kernel.");

    public IEnumerator<Kernel> GetEnumerator() => ChildKernels.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Adopt(Kernel kernel, IEnumerable<string> aliases)
    {
        kernel.ParentKernel = this;
        kernel.KernelInfo.Aliases = [.. aliases];
        ChildKernels.Add(kernel);
    }
}
