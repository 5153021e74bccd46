namespace Microsoft.DotNet.Interactive.Formatting.Csv;

/// <summary>Formatters that write CSV.</summary>
public static class CsvFormatter
{
    public const string MimeType = "text/csv";

    public static ITypeFormatter GetPreferredFormatterFor(Type type) => Formatter.GetPreferredFormatterFor(type, MimeType);

    public static ITypeFormatter GetPreferredFormatterFor<T>() => GetPreferredFormatterFor(typeof(T));
}

/// <summary>Writes values of one type as CSV.</summary>
public class CsvFormatter<T>(FormatDelegate<T> format) : TypeFormatter<T>
{
    public override string MimeType => CsvFormatter.MimeType;

    public override bool Format(T value, FormatContext context) => format(value, context);
}
