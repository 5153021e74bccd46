using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Sdk.Jobs;
using MLPlatform.Targets.Journal;

namespace MLPlatform.Cli.Worker;

/// <summary>A training cell's output, into the job's journal.</summary>
internal sealed class JournalOutput(JournalWriter journal) : ICellOutput
{
    public void Show(MimeBundle bundle, string? displayId = null) => journal.Display(MimeEvents.ToEvent(bundle), displayId);

    public void Update(string displayId, MimeBundle bundle) => journal.Progress(displayId, MimeEvents.ToEvent(bundle));

    public void Write(string text, bool error = false) => journal.Text(error ? "stderr" : "stdout", text);

    // What the cell returns is its model, not something to look at.
    public void Result(MimeBundle bundle)
    {
    }

    public void Clear(bool wait)
    {
    }

    public Task<string> AskAsync(string prompt, bool password, CancellationToken cancel) =>
        throw new PlatformException(CellErrors.NoInput, $"The training cell asks `{prompt}`, and nobody is there to answer.", "Pass it as a literal, or through `--in`.");
}
