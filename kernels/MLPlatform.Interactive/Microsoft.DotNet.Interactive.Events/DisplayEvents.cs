using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

public class DisplayedValueProduced(object? value, KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null) : DisplayEvent(value, command, formattedValues, valueId);

public class DisplayedValueUpdated(object? value, string valueId, KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null) : DisplayEvent(value, command, formattedValues, valueId);

public class ReturnValueProduced(object? value, KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null) : DisplayEvent(value, command, formattedValues, valueId);

public class StandardOutputValueProduced(KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null) : DisplayEvent(null, command, formattedValues ?? [], valueId);

public class StandardErrorValueProduced(KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null) : DisplayEvent(null, command, formattedValues ?? [], valueId);

public class ErrorProduced(string message, KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null) : DisplayEvent(message, command, formattedValues ?? [new FormattedValue(PlainTextFormatter.MimeType, message)], valueId)
{
    public string Message { get; } = message;
}
