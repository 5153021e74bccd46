using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Plots.Tests.Reports;

public class ReportTests
{
    private static readonly Report Deployed = new("**flights is up** in 0.4 s → http://127.0.0.1:7080/v2/models/flights/infer · version 1 · reads `origin_load`", Table.Of(["feature", "value"], [["mean_delay_1h", "3.5"]]))
    {
        Details = [new Detail("C#", "await ml.Endpoints.DeployAsync(\"flights\");"), new Detail("timings", "start 0.3 s\nfirst answer 0.1 s")],
    };

    [Fact]
    public void ToBundle_reads_as_approved()
    {
        Approved.Check("report.html", Deployed.ToBundle().Data[MimeBundle.Html]);
        Approved.Check("report.txt", Deployed.ToBundle().Data[MimeBundle.Plain]);
    }

    [Fact]
    public void ToBundle_a_warning_says_so() =>
        Assert.StartsWith("⚠ leaky join", new Report("**leaky join**: 31 % of rows") { Tone = Tone.Warning }.ToBundle().Data[MimeBundle.Plain], StringComparison.Ordinal);

    [Fact]
    public void Refusal_reads_as_approved()
    {
        var refusal = Refusal.Of(new PlatformException(FeatureErrors.UnknownView, "There is no feature view `orign_load`.", "Did you mean `origin_load`?"));
        Approved.Check("refusal.html", refusal.ToBundle().Data[MimeBundle.Html]);
        Approved.Check("refusal.txt", refusal.ToBundle().Data[MimeBundle.Plain]);
    }

    [Fact]
    public void MarkdownText_renders_tables()
    {
        var data = new MarkdownText("**a**\n\n|x|\n|-|\n|1|").ToBundle().Data;
        Assert.Contains("<strong>a</strong>", data[MimeBundle.Html], StringComparison.Ordinal);
        Assert.Contains("<table>", data[MimeBundle.Html], StringComparison.Ordinal);
        Assert.StartsWith("**a**", data[MimeBundle.Markdown], StringComparison.Ordinal);
    }

    [Fact]
    public void Headline_nothing_but_its_own_marks_reaches_html_as_markup() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var html = InlineText.ToHtml($"<i>{text.Get}</i> **<u>** `<s>`");
            return !html.Contains("<i>", StringComparison.Ordinal) && !html.Contains("<u>", StringComparison.Ordinal) && !html.Contains("<s>", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("view_name and 2 * 3 * 4", "view_name and 2 * 3 * 4")]
    [InlineData("**bold `code`**", "bold `code`")]
    [InlineData("see http://127.0.0.1:7070, then", "see http://127.0.0.1:7070, then")]
    public void Headline_plain_text_keeps_values_as_they_are(string headline, string plain) => Assert.Equal(plain, InlineText.ToPlain(headline));

    [Fact]
    public void HtmlText_letters_of_every_script_stay_readable() => Assert.Equal("Überlauf → 日本 &lt;&amp;&quot;", HtmlText.Encode("Überlauf → 日本 <&\""));
}
