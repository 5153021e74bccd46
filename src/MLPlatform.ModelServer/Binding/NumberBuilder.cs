using System.Text.Json;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Binding;

/// <summary>float64 from JSON numbers.</summary>
internal sealed class NumberBuilder(Slot slot) : ColumnBuilder(slot)
{
    private double[] _values = new double[1];

    protected override void AppendValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var value) || !double.IsFinite(value))
            throw DoesNotFit(ref reader, "a number");
        EnsureRoom(ref _values, Count);
        _values[Count] = value;
    }

    protected override void AppendDefault()
    {
        EnsureRoom(ref _values, Count);
        _values[Count] = 0;
    }

    protected override Column Build(ReadOnlyMemory<byte> validity) => new Column<double>(Slot.Name, _values.AsMemory(0, Count), validity);
}
