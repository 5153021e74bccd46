using System.Text.Json;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Binding;

/// <summary>int64 from JSON numbers without a fraction; 3.0 counts as 3, because clients whose integers may be missing send it so.</summary>
internal sealed class IntegerBuilder(Slot slot) : ColumnBuilder(slot)
{
    private const double Exact = 1L << 53;

    private long[] _values = new long[1];

    protected override void AppendValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number || !TryRead(ref reader, out var value))
            throw DoesNotFit(ref reader, "a whole number");
        if (Slot.Type == ColumnType.Int32 && value is < int.MinValue or > int.MaxValue)
            throw DoesNotFit(ref reader, "a whole number of 32 bits");
        EnsureRoom(ref _values, Count);
        _values[Count] = value;
    }

    protected override void AppendDefault()
    {
        EnsureRoom(ref _values, Count);
        _values[Count] = 0;
    }

    protected override Column Build(ReadOnlyMemory<byte> validity) => new Column<long>(Slot.Name, _values.AsMemory(0, Count), validity);

    internal static bool TryRead(ref Utf8JsonReader reader, out long value)
    {
        if (reader.TryGetInt64(out value))
            return true;
        if (!reader.TryGetDouble(out var number) || Math.Floor(number) != number || Math.Abs(number) > Exact)
            return false;
        value = (long)number;
        return true;
    }
}
