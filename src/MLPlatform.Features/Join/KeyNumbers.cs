using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <summary>Key values as 64-bit numbers: equal values of either width give equal numbers; floats go by their bits, with one zero.</summary>
internal static class KeyNumbers
{
    /// <summary>All rows; of a column of 64-bit integers its own memory.</summary>
    public static ReadOnlySpan<long> All(Column column)
    {
        if (column is Column<long> longs)
            return longs.Values;
        var numbers = GC.AllocateUninitializedArray<long>(column.Length);
        Read(column, 0, numbers);
        return numbers;
    }

    /// <summary>Rows from <paramref name="start"/> on; what a null row gives has no meaning.</summary>
    public static void Read(Column column, int start, Span<long> numbers)
    {
        switch (column)
        {
            case Column<long> longs:
                longs.Values.Slice(start, numbers.Length).CopyTo(numbers);
                break;
            case Column<int> ints:
                var narrow = ints.Values.Slice(start, numbers.Length);
                for (var i = 0; i < numbers.Length; i++)
                    numbers[i] = narrow[i];
                break;
            case BoolColumn bools:
                for (var i = 0; i < numbers.Length; i++)
                    numbers[i] = bools[start + i] ? 1 : 0;
                break;
            case Column<float> floats:
                for (var i = 0; i < numbers.Length; i++)
                    numbers[i] = Bits(floats.Values[start + i]);
                break;
            case Column<double> doubles:
                for (var i = 0; i < numbers.Length; i++)
                    numbers[i] = Bits(doubles.Values[start + i]);
                break;
            default:
                throw new ArgumentException($"A key of type {column.Type} is no number.", nameof(column));
        }
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value == 0 ? 0.0 : value);
}
