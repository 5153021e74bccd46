namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Formatters that write HTML.</summary>
public static class HtmlFormatter
{
    public const string MimeType = "text/html";

    public static ITypeFormatter GetPreferredFormatterFor(Type type) => Formatter.GetPreferredFormatterFor(type, MimeType);

    public static ITypeFormatter GetPreferredFormatterFor<T>() => GetPreferredFormatterFor(typeof(T));
}

/// <summary>Writes values of one type as HTML.</summary>
public class HtmlFormatter<T> : TypeFormatter<T>
{
    private readonly FormatDelegate<T> _format;

    public HtmlFormatter(FormatDelegate<T> format) => _format = format;

    public HtmlFormatter(Action<T, FormatContext> format)
        : this((value, context) =>
        {
            format(value, context);
            return true;
        })
    {
    }

    public HtmlFormatter(Func<T, string> format)
        : this((value, context) =>
        {
            context.Writer.Write(format(value));
            return true;
        })
    {
    }

    public override string MimeType => HtmlFormatter.MimeType;

    public override bool Format(T value, FormatContext context) => _format(value, context);
}
