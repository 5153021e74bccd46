using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Binding;

/// <summary>Grows one typed column straight from JSON tokens.</summary>
internal abstract class ColumnBuilder(Slot slot)
{
    private byte[]? _validity;

    public Slot Slot { get; } = slot;

    public int Count { get; private set; }

    public static ColumnBuilder For(Slot slot) => slot.Type switch
    {
        ColumnType.Float32 or ColumnType.Float64 => new NumberBuilder(slot),
        ColumnType.Int32 or ColumnType.Int64 => new IntegerBuilder(slot),
        ColumnType.Bool => new FlagBuilder(slot),
        null => new KeyBuilder(slot),
        _ => throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"The input `{slot.Name}` is {slot.Type}, which no engine here takes.", "Train on numbers."),
    };

    /// <summary>Adds the reader's current token as the next row.</summary>
    /// <exception cref="PlatformException">It does not fit the column; the message names column and row.</exception>
    public void Append(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            if (!Slot.NullAllowed)
                throw new PlatformException(EndpointErrors.WrongShape, $"`{Slot.Name}` is null in row {Count}.", Slot.Type is null ? "A key is needed in every row." : "The model never learned from a missing value here: give one.");
            AppendNull();
            return;
        }

        AppendValue(ref reader);
        Count++;
        Grow(valid: true);
    }

    /// <summary>Adds nulls until the column has this many rows; the caller gave nothing for them.</summary>
    public void PadTo(int rows)
    {
        if (Count < rows && !Slot.NullAllowed)
            throw new PlatformException(EndpointErrors.MissingFeature, $"Row {Count} lacks `{Slot.Name}`.", "Give it in every row.");
        while (Count < rows)
            AppendNull();
    }

    public Column Build() => Build(_validity is null ? default : _validity.AsMemory(0, Bitmap.ByteCount(Count)));

    protected abstract void AppendValue(ref Utf8JsonReader reader);

    protected abstract void AppendDefault();

    protected abstract Column Build(ReadOnlyMemory<byte> validity);

    protected PlatformException DoesNotFit(ref Utf8JsonReader reader, string needed) =>
        new(EndpointErrors.WrongShape, $"`{Slot.Name}` must be {needed}, row {Count} is {JsonText.Describe(ref reader)}.", "GET /v2/models/NAME shows what each input is.");

    protected static void EnsureRoom<T>(ref T[] values, int count)
    {
        if (count == values.Length)
            Array.Resize(ref values, Math.Max(4, values.Length * 2));
    }

    private void AppendNull()
    {
        if (_validity is null)
        {
            _validity = new byte[Math.Max(8, Bitmap.ByteCount(Count + 1))];
            for (var row = 0; row < Count; row++)
                Bitmap.Set(_validity, row, true);
        }

        AppendDefault();
        Count++;
        Grow(valid: false);
    }

    private void Grow(bool valid)
    {
        if (_validity is null)
            return;
        if (Bitmap.ByteCount(Count) > _validity.Length)
            Array.Resize(ref _validity, _validity.Length * 2);
        Bitmap.Set(_validity, Count - 1, valid);
    }
}
