namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Something a kernel is asked to do.</summary>
public abstract class KernelCommand(string? targetKernelName = null)
{
    private string? _token;

    public string? TargetKernelName { get; internal set; } = targetKernelName;

    /// <summary>The command during which this one was sent.</summary>
    public KernelCommand? Parent { get; private set; }

    /// <summary>Does the command in place of the kernel's own way.</summary>
    public KernelCommandInvocation? Handler { get; set; }

    public void SetParent(KernelCommand? parent, bool bubbleEvents = false) => Parent = parent;

    public void SetToken(string token) => _token = token;

    public string GetOrCreateToken() => _token ??= MLPlatform.Contracts.Identity.NewId.Run();

    public virtual Task InvokeAsync(KernelInvocationContext context) => Handler is { } handler ? handler(this, context) : Task.CompletedTask;
}
