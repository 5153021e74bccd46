using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.ValueSharing;

/// <summary>Name and type of a variable.</summary>
public sealed class KernelValueInfo(string name, FormattedValue formattedValue, Type? type = null, string? typeName = null)
{
    public string Name { get; } = name;

    public Type? Type { get; } = type;

    public string? TypeName { get; } = typeName ?? type?.ToString();

    public FormattedValue FormattedValue { get; } = formattedValue;

    public IReadOnlyCollection<string> PreferredMimeTypes { get; init; } = [];
}
