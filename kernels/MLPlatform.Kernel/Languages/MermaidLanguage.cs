using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Files;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Magics;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Languages;

/// <summary><c>#!mermaid</c>: diagrams drawn in the browser by the library this build carries; no network.</summary>
internal sealed class MermaidLanguage : ICellLanguage
{
    public const string LibraryFile = "mermaid.js";

    private static readonly string[] Options = ["--display-width", "--display-height", "--display-background-color"];

    private int _number;

    public string Name => CellLanguages.Mermaid;

    public string Description => "a Mermaid diagram";

    public async Task RunAsync(LanguageCall call, CancellationToken cancel)
    {
        var words = MagicWords.Parse(Name, call.Arguments, Options);
        if (string.IsNullOrWhiteSpace(call.Code))
            throw new PlatformException(CommandErrors.MissingArgument, "The `#!mermaid` part holds no diagram.", "Write it below the line.");
        var library = BundledFiles.PathOf(LibraryFile);
        if (!File.Exists(library))
            throw new PlatformException(DataErrors.NativeLibraryMissing, $"`{LibraryFile}` is not in {BundledFiles.Folder}.", "Run `./mlplatform natives`.");
        // The library comes once, in an output of its own: later diagrams find it in the page.
        if (_number++ == 0)
            call.Output.Show(MermaidDiagram.Library(await File.ReadAllTextAsync(library, cancel)));
        call.Output.Show(new MermaidDiagram(
            call.Code.Trim(),
            string.Create(CultureInfo.InvariantCulture, $"mlp-mermaid-{Guid.NewGuid():N}"),
            words.Option("--display-width"),
            words.Option("--display-height"),
            words.Option("--display-background-color") ?? "white").ToBundle());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
