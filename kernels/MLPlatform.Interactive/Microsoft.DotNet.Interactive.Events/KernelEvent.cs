using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Something that happened while a command ran.</summary>
public abstract class KernelEvent(KernelCommand? command)
{
    public KernelCommand? Command { get; } = command;

    public override string ToString() => GetType().Name;
}

/// <summary>Something was shown.</summary>
public abstract class DisplayEvent(object? value, KernelCommand? command, IReadOnlyCollection<FormattedValue>? formattedValues = null, string? valueId = null) : KernelEvent(command)
{
    public object? Value { get; } = value;

    public IReadOnlyCollection<FormattedValue> FormattedValues { get; } = formattedValues ?? FormattedValue.CreateManyFromObject(value);

    public string? ValueId { get; } = valueId;
}
