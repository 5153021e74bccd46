namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Formatters that write JSON.</summary>
public static class JsonFormatter
{
    public const string MimeType = "application/json";

    public static ITypeFormatter GetPreferredFormatterFor(Type type) => Formatter.GetPreferredFormatterFor(type, MimeType);

    public static ITypeFormatter GetPreferredFormatterFor<T>() => GetPreferredFormatterFor(typeof(T));
}

/// <summary>Writes values of one type as JSON.</summary>
public class JsonFormatter<T> : TypeFormatter<T>
{
    private readonly FormatDelegate<T> _format;

    public JsonFormatter(FormatDelegate<T> format) => _format = format;

    public JsonFormatter(Action<T, FormatContext> format)
        : this((value, context) =>
        {
            format(value, context);
            return true;
        })
    {
    }

    public JsonFormatter(Func<T, string> format)
        : this((value, context) =>
        {
            context.Writer.Write(format(value));
            return true;
        })
    {
    }

    public override string MimeType => JsonFormatter.MimeType;

    public override bool Format(T value, FormatContext context) => _format(value, context);
}
