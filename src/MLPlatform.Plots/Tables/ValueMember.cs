using System.Text;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Tables;

/// <summary>One named value of an object, a sequence or a dictionary.</summary>
/// <param name="Part">The value opened up; null when <paramref name="Text"/> says it all.</param>
public sealed record ValueMember(string Name, string Text, IShown? Part = null)
{
    internal void Write(HtmlWriter html, int level)
    {
        if (Part is ValueTree tree)
            tree.Write(html, level);
        else if (Part?.ToBundle().Data is { } data)
            html.Raw(data.TryGetValue(MimeBundle.Html, out var fragment) ? fragment : new HtmlWriter().Element("pre", data[MimeBundle.Plain]).ToString());
        else
            html.Text(Text);
    }

    /// <param name="indent">A line break and the blanks behind it.</param>
    internal void Append(StringBuilder text, string indent)
    {
        text.Append(indent).Append(Name).Append(": ");
        if (Part is ValueTree tree)
        {
            text.Append(tree.Label);
            tree.AppendMembers(text, indent + "  ");
        }
        else if (Part?.ToBundle().Data[MimeBundle.Plain] is { } plain)
        {
            text.Append(plain.Contains('\n', StringComparison.Ordinal) ? indent + "  " : "").Append(plain.Replace("\n", indent + "  ", StringComparison.Ordinal));
        }
        else
        {
            text.Append(Text);
        }
    }
}
