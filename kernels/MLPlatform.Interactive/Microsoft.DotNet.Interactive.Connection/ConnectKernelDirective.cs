using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;

namespace Microsoft.DotNet.Interactive.Connection;

/// <summary>A way to connect kernels of another kind.</summary>
public abstract class ConnectKernelDirective<TCommand>(string name, string? description = null) : KernelActionDirective(name, description)
    where TCommand : ConnectKernelCommand
{
    public string? ConnectedKernelDescription { get; set; }

    public abstract Task<IEnumerable<Kernel>> ConnectKernelsAsync(TCommand connectCommand, KernelInvocationContext context);
}
