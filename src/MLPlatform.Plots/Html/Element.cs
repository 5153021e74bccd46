using System.Globalization;

namespace MLPlatform.Plots.Html;

/// <summary>One element whose name and attributes are known only when it is written, as in views that notebooks build tag by tag.</summary>
public static class Element
{
    private static readonly HashSet<string> Void = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

    /// <param name="attributes">A null value leaves the attribute out; true writes it without a value, false leaves it out.</param>
    /// <param name="content">Writes what is inside; null for an empty element.</param>
    public static void Write(TextWriter writer, string name, IEnumerable<KeyValuePair<string, object?>> attributes, Action<TextWriter>? content)
    {
        writer.Write('<');
        writer.Write(name);
        foreach (var (key, value) in attributes)
        {
            if (value is null or false)
                continue;
            writer.Write(' ');
            writer.Write(HtmlText.Encode(key));
            if (value is true)
                continue;
            writer.Write("=\"");
            writer.Write(HtmlText.Encode(Convert.ToString(value, CultureInfo.InvariantCulture)));
            writer.Write('"');
        }

        if (content is null && Void.Contains(name))
        {
            writer.Write(" />");
            return;
        }

        writer.Write('>');
        content?.Invoke(writer);
        writer.Write("</");
        writer.Write(name);
        writer.Write('>');
    }

    /// <summary>An element with nothing but text in it.</summary>
    public static string Of(string name, string text)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        Write(writer, name, [], inner => inner.Write(HtmlText.Encode(text)));
        return writer.ToString();
    }
}
