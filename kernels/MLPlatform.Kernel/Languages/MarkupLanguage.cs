using MLPlatform.Kernel.Cells;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Languages;

/// <summary>A language whose text is shown by the front end as it is.</summary>
internal sealed class MarkupLanguage(string name) : ICellLanguage
{
    public string Name => name;

    public string Description => $"{name}, shown";

    public Task RunAsync(LanguageCall call, CancellationToken cancel)
    {
        call.Output.Show(name switch
        {
            CellLanguages.Markdown => new MarkdownText(call.Code).ToBundle(),
            CellLanguages.Html => Markup.Html(call.Code).ToBundle(),
            CellLanguages.JavaScript => Markup.Script(call.Code).ToBundle(),
            _ => throw new NotSupportedException(name),
        });
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
