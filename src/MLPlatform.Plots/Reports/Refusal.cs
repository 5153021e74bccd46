using MLPlatform.Contracts.Errors;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Reports;

/// <summary>The shape of every refusal: what is wrong with the offending value, what to do, and a code that <c>mlplatform explain</c> expands.</summary>
public sealed record Refusal(string Problem, string? Fix, ErrorCode Code) : IShown
{
    public static Refusal Of(PlatformException exception) => new(exception.Problem, exception.Fix, exception.Code);

    public MimeBundle ToBundle() => MimeBundle.OfHtml(ToHtml(), ToPlain());

    /// <summary>One line: <c>✗ problem fix (code)</c>.</summary>
    public string ToPlain() => $"✗ {InlineText.ToPlain(Problem)}{(Fix is null ? "" : " " + InlineText.ToPlain(Fix))} ({Code.Id})";

    private string ToHtml()
    {
        var html = new HtmlWriter().Open("div", "mlp").Open("div", "mlp-refusal")
            .Open("div").Text("✗ ").Open("b").Raw(InlineText.ToHtml(Problem)).Close("b").Close("div");
        if (Fix is not null)
            html.Open("div", "mlp-fix").Raw(InlineText.ToHtml(Fix)).Close("div");
        return html.Open("div", "mlp-code", ("title", Code.Explanation)).Text($"{Code.Id} · mlplatform explain {Code.Id}").Close("div").Close("div").Close("div").ToString();
    }
}
