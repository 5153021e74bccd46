using System.Globalization;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Where a formatter writes.</summary>
public sealed class FormatContext(TextWriter writer) : IDisposable
{
    public FormatContext()
        : this(new StringWriter(CultureInfo.InvariantCulture))
    {
    }

    public TextWriter Writer { get; } = writer;

    /// <summary>Levels of formatting this one is inside.</summary>
    public int Depth { get; internal set; }

    public void Dispose() => Writer.Flush();
}

/// <returns>False when the formatter has nothing to say about this value.</returns>
public delegate bool FormatDelegate<in T>(T value, FormatContext context);
