using System.Text.Encodings.Web;

namespace Microsoft.AspNetCore.Html;

/// <summary>Text that is HTML already.</summary>
public class HtmlString(string? value) : IHtmlContent
{
    public static readonly HtmlString Empty = new("");

    public static readonly HtmlString NewLine = new("\n");

    public string? Value { get; } = value;

    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => writer.Write(Value);

    public override string ToString() => Value ?? "";
}
