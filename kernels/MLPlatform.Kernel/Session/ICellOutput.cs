using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Session;

/// <summary>The one sink for all a cell produces. Implementations are called from any thread and keep the order of calls.</summary>
public interface ICellOutput : IDisplay
{
    /// <summary>The value of the cell's last expression.</summary>
    void Result(MimeBundle bundle);

    void Clear(bool wait);

    /// <summary>Asks the front end for a line of text.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">The front end takes no input.</exception>
    Task<string> AskAsync(string prompt, bool password, CancellationToken cancel);
}
