using System.Globalization;
using System.Text.Encodings.Web;
using MLPlatform.Plots.Html;

namespace Microsoft.AspNetCore.Html;

/// <summary>HTML piece by piece: text is encoded, HTML is not.</summary>
public sealed class HtmlContentBuilder : IHtmlContent
{
    private readonly List<IHtmlContent> _parts = [];

    public int Count => _parts.Count;

    public HtmlContentBuilder Append(string? text)
    {
        _parts.Add(new HtmlString(HtmlText.Encode(text)));
        return this;
    }

    public HtmlContentBuilder AppendHtml(string? html)
    {
        _parts.Add(new HtmlString(html));
        return this;
    }

    public HtmlContentBuilder AppendHtml(IHtmlContent? content)
    {
        if (content is not null)
            _parts.Add(content);
        return this;
    }

    public HtmlContentBuilder AppendLine(string? text) => Append(text).AppendHtml("\n");

    public HtmlContentBuilder Clear()
    {
        _parts.Clear();
        return this;
    }

    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        foreach (var part in _parts)
            part.WriteTo(writer, encoder);
    }

    public override string ToString()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }
}
