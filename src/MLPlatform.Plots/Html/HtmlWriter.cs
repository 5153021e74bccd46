using System.Text;

namespace MLPlatform.Plots.Html;

/// <summary>Builds one HTML fragment. All text passes through <see cref="HtmlText.Encode"/> unless written by <see cref="Raw"/>.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new();

    public HtmlWriter Open(string tag, string? style = null, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _html.Append('<').Append(tag);
        if (style is not null)
            _html.Append(" class=\"").Append(style).Append('"');
        foreach (var (name, value) in attributes)
            _html.Append(' ').Append(name).Append("=\"").Append(HtmlText.Encode(value)).Append('"');
        _html.Append('>');
        return this;
    }

    public HtmlWriter Close(string tag)
    {
        _html.Append("</").Append(tag).Append('>');
        return this;
    }

    public HtmlWriter Text(string? text)
    {
        _html.Append(HtmlText.Encode(text));
        return this;
    }

    public HtmlWriter Element(string tag, string? text, string? style = null) => Open(tag, style).Text(text).Close(tag);

    public HtmlWriter Raw(string html)
    {
        _html.Append(html);
        return this;
    }

    public override string ToString() => _html.ToString();
}
