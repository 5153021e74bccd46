namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>What a directive's line says, parameter by parameter: derive from it and add one property for each.</summary>
public abstract class KernelDirectiveCommand : KernelCommand
{
    /// <summary>What is wrong with the values; empty when nothing is.</summary>
    public virtual IEnumerable<string> GetValidationErrors(CompositeKernel kernel) => [];
}

/// <summary>A command that connects another kernel.</summary>
public abstract class ConnectKernelCommand : KernelDirectiveCommand
{
    public string? ConnectedKernelName { get; set; }
}
