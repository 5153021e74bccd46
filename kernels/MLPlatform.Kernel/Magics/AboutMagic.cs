using System.Runtime.InteropServices;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!about</c>.</summary>
internal sealed class AboutMagic : IMagic
{
    public string Name => "about";

    public string Description => "says which versions run this notebook";

    public string Usage => "no options";

    public bool TakesBody(string arguments) => false;

    public Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var version = typeof(AboutMagic).Assembly.GetName().Version;
        call.Output.Show(new PlainText($"MLPlatform Notebooks {version?.ToString(3)} · C# by Roslyn · {RuntimeInformation.FrameworkDescription} · {RuntimeInformation.RuntimeIdentifier}").ToBundle());
        return Task.CompletedTask;
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => new(position, position, []);
}
