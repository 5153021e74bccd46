using Microsoft.AspNetCore.Html;
using MLPlatform.Plots.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

public static class Html
{
    /// <summary>Takes the text as HTML.</summary>
    public static IHtmlContent ToHtmlContent(this string value) => new HtmlString(value);

    /// <summary>Makes the text safe inside HTML.</summary>
    public static IHtmlContent HtmlEncode(this string content) => new HtmlString(HtmlText.Encode(content));

    public static IHtmlContent HtmlAttributeEncode(this string content) => HtmlEncode(content);
}

/// <summary>JSON text inside a page.</summary>
public class JsonString(string json) : HtmlString(json);
