using System.Globalization;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>How values of this notebook are shown. Everything set here belongs to the notebook whose cell sets it.</summary>
public static class Formatter
{
    /// <summary>The media type of values nothing was said about.</summary>
    public static string DefaultMimeType
    {
        get => Registry.DefaultMimeType ?? HtmlFormatter.MimeType;
        set => Registry.DefaultMimeType = value;
    }

    /// <summary>Items of a sequence that are shown.</summary>
    public static int ListExpansionLimit
    {
        get => Registry.ListExpansionLimit;
        set => Registry.ListExpansionLimit = value;
    }

    /// <summary>Levels of nested objects that are opened up.</summary>
    public static int RecursionLimit
    {
        get => Registry.RecursionLimit;
        set => Registry.RecursionLimit = value;
    }

    public static string NullString
    {
        get => Registry.NullText;
        set => Registry.NullText = value;
    }

    internal static FormatterRegistry Registry =>
        CurrentCell.Session?.Formatters ?? throw new InvalidOperationException("Formatters belong to a notebook: register them in one of its cells.");

    public static void Register(ITypeFormatter formatter) =>
        Registry.Register(formatter.Type, formatter.MimeType, (value, writer) => formatter.Format(value, new FormatContext(writer)));

    public static void Register<T>(FormatDelegate<T> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Registry.Register(typeof(T), mimeType, (value, writer) => formatter((T)value, new FormatContext(writer)));

    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Registry.Register(typeof(T), mimeType, (value, writer) =>
        {
            formatter((T)value, writer);
            return true;
        });

    public static void Register<T>(Func<T, string> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register<T>((value, writer) => writer.Write(formatter(value)), mimeType);

    public static void Register(Type type, FormatDelegate<object> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Registry.Register(type, mimeType, (value, writer) => formatter(value, new FormatContext(writer)));

    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Registry.Register(type, mimeType, (value, writer) =>
        {
            formatter(value, writer);
            return true;
        });

    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes) => Registry.Prefer(type, preferredMimeTypes);

    public static IReadOnlyCollection<string> GetPreferredMimeTypesFor(Type type) => Registry.PreferredFor(type) is { Count: > 0 } preferred ? preferred : [DefaultMimeType];

    public static ITypeFormatter GetPreferredFormatterFor(Type actualType, string mimeType = HtmlFormatter.MimeType) => new CurrentFormatter(actualType, mimeType);

    public static void ResetToDefault() => Registry.Reset();

    /// <summary>The value as text of a media type, as the notebook would show it.</summary>
    public static string ToDisplayString(this object? obj, string mimeType = PlainTextFormatter.MimeType) => Representation.Of(obj, mimeType);

    public static string ToDisplayString(this object obj, ITypeFormatter formatter)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(obj, new FormatContext(writer));
        return writer.ToString();
    }

    public static void FormatTo<T>(this T obj, FormatContext context, string mimeType = PlainTextFormatter.MimeType) => context.Writer.Write(Representation.Of(obj, mimeType));

    public static void FormatTo<T>(this T obj, TextWriter writer, string mimeType = PlainTextFormatter.MimeType) => writer.Write(Representation.Of(obj, mimeType));

    public static void Format(this ITypeFormatter formatter, object instance, TextWriter writer) => formatter.Format(instance, new FormatContext(writer));

    internal static IReadOnlyList<FormattedValue> Values(MimeBundle bundle) => [.. bundle.Data.Select(pair => new FormattedValue(pair.Key, pair.Value))];

    private sealed class CurrentFormatter(Type type, string mimeType) : ITypeFormatter
    {
        public string MimeType => mimeType;

        public Type Type => type;

        public bool Format(object instance, FormatContext context)
        {
            context.Writer.Write(Representation.Of(instance, mimeType));
            return true;
        }
    }
}

/// <summary>Limits of one type.</summary>
public static class Formatter<T>
{
    /// <summary>Items shown of a sequence of this type.</summary>
    public static int ListExpansionLimit
    {
        get => Formatter.Registry.ListLimitFor(typeof(T));
        set => Formatter.Registry.LimitList(typeof(T), value);
    }

    public static void FormatTo(T obj, FormatContext context, string mimeType = PlainTextFormatter.MimeType) => context.Writer.Write(Representation.Of(obj, mimeType));
}
