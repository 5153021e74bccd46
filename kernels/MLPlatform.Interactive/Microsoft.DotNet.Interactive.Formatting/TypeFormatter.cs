namespace Microsoft.DotNet.Interactive.Formatting;

public abstract class TypeFormatter<T> : ITypeFormatter<T>
{
    public abstract string MimeType { get; }

    public Type Type => typeof(T);

    public abstract bool Format(T value, FormatContext context);

    bool ITypeFormatter.Format(object instance, FormatContext context) => instance is T value && Format(value, context);
}
