using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Show a value.</summary>
public class DisplayValue(FormattedValue formattedValue, string? valueId = null) : KernelCommand
{
    public FormattedValue FormattedValue { get; } = formattedValue;

    public string? ValueId { get; } = valueId;
}

/// <summary>Show a value in the place of an earlier one.</summary>
public class UpdateDisplayedValue(FormattedValue formattedValue, string valueId) : KernelCommand
{
    public FormattedValue FormattedValue { get; } = formattedValue;

    public string ValueId { get; } = valueId;
}

/// <summary>Show text as an error.</summary>
public class DisplayError(string message) : KernelCommand
{
    public string Message { get; } = message;
}
