using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Jupyter.Clients;

/// <summary>A running kernel as a client reaches it: over its own sockets, or through a Jupyter server.</summary>
public interface IKernelConnection : IAsyncDisposable
{
    /// <summary>True when the kernel runs on this machine and sees its files.</summary>
    bool IsLocal { get; }

    /// <summary>The client's id, in the headers of what it sends.</summary>
    string Session { get; }

    /// <exception cref="KernelGoneException">There is no kernel any more.</exception>
    Task SendAsync(KernelChannel channel, JupyterMessage message, CancellationToken cancel);

    /// <summary>The next message of any channel.</summary>
    /// <exception cref="KernelGoneException">There is no kernel any more.</exception>
    Task<KernelMessage> ReceiveAsync(CancellationToken cancel);

    /// <summary>Asks the kernel to stop what it runs.</summary>
    Task InterruptAsync(CancellationToken cancel);
}

public enum KernelChannel
{
    Shell,
    Iopub,
    Stdin,
    Control,
}

public sealed record KernelMessage(KernelChannel Channel, JupyterMessage Message);

/// <summary>The kernel ended, or cannot be reached for good.</summary>
public sealed class KernelGoneException(string message, Exception? inner = null) : Exception(message, inner);
