namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Shows values of one type in one media type.</summary>
public interface ITypeFormatter
{
    string MimeType { get; }

    Type Type { get; }

    bool Format(object instance, FormatContext context);
}

public interface ITypeFormatter<in T> : ITypeFormatter
{
    bool Format(T instance, FormatContext context);
}

/// <summary>Named by <see cref="TypeFormatterSourceAttribute"/> on a type: the formatters the type brings with it.</summary>
public interface ITypeFormatterSource
{
    IEnumerable<ITypeFormatter> CreateTypeFormatters();
}

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}
