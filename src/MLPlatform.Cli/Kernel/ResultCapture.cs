using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Cli.Kernel;

/// <summary>Keeps the value of an expression and nothing else, for <c>user_expressions</c>.</summary>
internal sealed class ResultCapture : ICellOutput
{
    public MimeBundle? Value { get; private set; }

    public void Result(MimeBundle bundle) => Value = bundle;

    public void Show(MimeBundle bundle, string? displayId = null)
    {
    }

    public void Update(string displayId, MimeBundle bundle)
    {
    }

    public void Write(string text, bool error = false)
    {
    }

    public void Clear(bool wait)
    {
    }

    public Task<string> AskAsync(string prompt, bool password, CancellationToken cancel) =>
        throw new PlatformException(CellErrors.NoInput, "A user expression asks for input.", "Ask in a cell.");
}
