using System.Globalization;
using System.Text.Encodings.Web;
using MLPlatform.Plots.Output;

namespace Microsoft.AspNetCore.Html;

/// <summary>Something that writes itself as HTML.</summary>
public interface IHtmlContent : IShown
{
    void WriteTo(TextWriter writer, HtmlEncoder encoder);

    MimeBundle IShown.ToBundle()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        WriteTo(writer, HtmlEncoder.Default);
        var html = writer.ToString();
        return MimeBundle.OfHtml(html, html);
    }
}
