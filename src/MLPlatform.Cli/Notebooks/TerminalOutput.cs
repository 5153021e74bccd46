using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Cli.Notebooks;

/// <summary>A headless run's cells, as plain text in the terminal.</summary>
internal sealed class TerminalOutput(TerminalDisplay terminal) : ICellOutput
{
    public void Show(MimeBundle bundle, string? displayId = null) => terminal.Show(bundle, displayId);

    public void Update(string displayId, MimeBundle bundle) => terminal.Update(displayId, bundle);

    public void Write(string text, bool error = false) => terminal.Write(text, error);

    public void Result(MimeBundle bundle) => terminal.Show(bundle);

    // What was printed stays: a terminal is a log.
    public void Clear(bool wait)
    {
    }

    public Task<string> AskAsync(string prompt, bool password, CancellationToken cancel) =>
        throw new PlatformException(CellErrors.NoInput, $"The notebook asks `{prompt}`, and a headless run has nobody to answer.", "Pass it with `-p NAME=VALUE`.");
}
