using System.Numerics;
using MLPlatform.Frames;

namespace MLPlatform.Inference;

/// <summary>Numeric columns as the engines take them: float32, row-major, NaN where a value is null.</summary>
/// <param name="Values">Shape: <see cref="Rows"/> × <see cref="Names"/>.</param>
public sealed record FeatureMatrix(float[] Values, int Rows, IReadOnlyList<string> Names)
{
    /// <param name="names">Columns in the order of the model's input vector.</param>
    /// <exception cref="Contracts.Errors.PlatformException">A column is missing or is text.</exception>
    public static FeatureMatrix Of(Frame frame, IReadOnlyList<string> names)
    {
        var values = GC.AllocateUninitializedArray<float>(checked(frame.RowCount * names.Count));
        for (var at = 0; at < names.Count; at++)
            Fill(frame[names[at]], 0, frame.RowCount, values, at, names.Count);
        return new FeatureMatrix(values, frame.RowCount, names);
    }

    /// <summary>Writes rows of a column at every <paramref name="stride"/>-th place from <paramref name="offset"/>; NaN for all of them when the column is null.</summary>
    internal static void Fill(Column? column, int start, int rows, Span<float> values, int offset, int stride)
    {
        switch (column)
        {
            case null:
                for (var row = 0; row < rows; row++)
                    values[offset + row * stride] = float.NaN;
                break;
            case Column<double> doubles: FillNumbers(doubles, start, rows, values, offset, stride); break;
            case Column<float> floats: FillNumbers(floats, start, rows, values, offset, stride); break;
            case Column<long> longs: FillNumbers(longs, start, rows, values, offset, stride); break;
            case Column<int> ints: FillNumbers(ints, start, rows, values, offset, stride); break;
            default:
                var any = column.Slice(start, rows).ToDoubles();
                for (var row = 0; row < rows; row++)
                    values[offset + row * stride] = (float)any[row];
                break;
        }
    }

    private static void FillNumbers<T>(Column<T> column, int start, int rows, Span<float> values, int offset, int stride)
        where T : unmanaged, INumber<T>
    {
        var source = column.Values.Slice(start, rows);
        for (var row = 0; row < source.Length; row++)
            values[offset + row * stride] = float.CreateTruncating(source[row]);
        if (column.NullCount > 0)
            for (var row = 0; row < source.Length; row++)
                if (column.IsNull(start + row))
                    values[offset + row * stride] = float.NaN;
    }
}
