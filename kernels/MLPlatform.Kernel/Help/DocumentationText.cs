using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace MLPlatform.Kernel.Help;

/// <summary>XML documentation as plain text: summary, parameters, what is returned and thrown.</summary>
internal static class DocumentationText
{
    public static string? Of(ISymbol symbol)
    {
        var xml = symbol.OriginalDefinition.GetDocumentationCommentXml(expandIncludes: false);
        if (string.IsNullOrWhiteSpace(xml))
            return null;
        try
        {
            return Render(XElement.Parse(xml));
        }
        // Comments users write need not be well-formed.
        catch (XmlException)
        {
            return null;
        }
    }

    private static string Render(XElement member)
    {
        var text = new StringBuilder(Words(member.Element("summary")));
        foreach (var parameter in member.Elements("param").Where(one => one.Value.Length > 0))
            text.Append("\n  ").Append(parameter.Attribute("name")?.Value).Append(": ").Append(Words(parameter));
        if (member.Element("returns") is { } returns)
            text.Append("\nReturns: ").Append(Words(returns));
        foreach (var exception in member.Elements("exception"))
            text.Append("\nThrows ").Append(Short(exception.Attribute("cref")?.Value)).Append(": ").Append(Words(exception));
        return text.ToString().Trim();
    }

    private static string Words(XElement? element)
    {
        if (element is null)
            return "";
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference =>
                    reference.Value is { Length: > 0 } shown ? shown : Short((reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword") ?? reference.Attribute("href"))?.Value),
                XElement { Name.LocalName: "para" or "br" } paragraph => "\n" + Words(paragraph),
                XElement inner => Words(inner),
                _ => "",
            });
        return string.Join('\n', text.ToString().Split('\n').Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Where(line => line.Length > 0));
    }

    // `M:System.String.Concat(System.Object)` → `Concat`
    private static string Short(string? reference)
    {
        if (reference is null)
            return "";
        var name = reference.Split('(')[0];
        return name[(name.LastIndexOfAny(['.', ':']) + 1)..].Split('`')[0];
    }
}
