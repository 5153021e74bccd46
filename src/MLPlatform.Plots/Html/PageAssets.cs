using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Html;

/// <summary>
/// What one notebook page has been given already. The product's HTML names its needs by its class names, so a fragment may come from
/// anywhere – this process, a job's journal – and the sink that owns the page adds the style block and plotly.js exactly once.
/// </summary>
/// <remarks>
/// plotly.js travels as an output of its own before the first figure: inside the figure's own output an update of that output would
/// take the library out of the saved notebook again. Re-running the cell that carried it does the same until the kernel restarts;
/// figures then keep the drawing they carry themselves.
/// </remarks>
public sealed class PageAssets(Func<string?> readPlotly)
{
    private const string StyleMark = "class=\"mlp";
    private const string FigureMark = "data-mlp-figure=\"";

    private readonly Lock _gate = new();
    private bool _styled;
    private bool _plotly;
    private string? _styleDisplay;

    /// <summary>Reads plotly.js beside the build; without it, figures show the drawing they carry.</summary>
    public static PageAssets FromBundledFiles() => new(static () =>
    {
        var path = Contracts.Files.BundledFiles.PathOf("plotly.min.js");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    });

    /// <summary>Completes a bundle for this page.</summary>
    /// <param name="displayId">The id the bundle is shown or updated under; the display that got the style keeps it across updates.</param>
    /// <param name="before">An output to show first, or null.</param>
    public MimeBundle Complete(MimeBundle bundle, string? displayId, out MimeBundle? before)
    {
        before = null;
        if (!bundle.Data.TryGetValue(MimeBundle.Html, out var html) || !html.Contains(StyleMark, StringComparison.Ordinal))
            return bundle;
        lock (_gate)
        {
            if (!_plotly && html.Contains(FigureMark, StringComparison.Ordinal))
            {
                _plotly = true;
                if (readPlotly() is { } source)
                    before = MimeBundle.OfHtml($"<script type=\"text/javascript\">/* plotly.js, once per notebook */\n{source}\n</script>", "");
            }

            if (_styled && (displayId is null || displayId != _styleDisplay))
                return bundle;
            if (!_styled)
                _styleDisplay = displayId;
            _styled = true;
        }

        return new MimeBundle(new Dictionary<string, string>(bundle.Data) { [MimeBundle.Html] = PageStyle.Block + html });
    }
}
