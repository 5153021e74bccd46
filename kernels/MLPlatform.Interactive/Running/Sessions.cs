using MLPlatform.Kernel.Session;

namespace MLPlatform.Interactive.Running;

/// <summary>The notebook that calls.</summary>
internal static class Sessions
{
    public static NotebookSession Current => CurrentCell.Session ?? throw new InvalidOperationException("Kernels belong to a notebook: call this from one of its cells.");
}
