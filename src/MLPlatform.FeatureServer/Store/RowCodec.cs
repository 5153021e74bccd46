using MLPlatform.Contracts.Features;
using MLPlatform.Features.Online;
using MLPlatform.Frames;

namespace MLPlatform.FeatureServer.Store;

/// <summary>
/// One stored row: event time (int64), a bitmap with a set bit for each value that is there, then those values in column order;
/// numbers little-endian in their own width, bools a byte, texts their length and UTF-8. Nothing after the last value counts.
/// </summary>
internal static class RowCodec
{
    /// <summary>For facts that always hold.</summary>
    public const long Timeless = long.MinValue;

    public static void Write(WireWriter writer, IReadOnlyList<Column> columns, int row, long eventTime)
    {
        writer.Int64(eventTime);
        Span<byte> present = stackalloc byte[Bitmap.ByteCount(columns.Count)];
        present.Clear();
        for (var i = 0; i < columns.Count; i++)
            if (!columns[i].IsNull(row))
                Bitmap.Set(present, i, true);
        writer.Bytes(present);
        foreach (var column in columns)
            if (!column.IsNull(row))
                WriteValue(writer, column, row);
    }

    public static long EventTime(ReadOnlySpan<byte> stored) => new WireReader(stored).Int64();

    /// <exception cref="Contracts.Errors.PlatformException">The bytes are no row of these columns.</exception>
    public static void Read(ReadOnlySpan<byte> stored, IReadOnlyList<ValueBuilder> columns, int row)
    {
        var reader = new WireReader(stored);
        reader.Int64();
        var present = reader.Bytes(Bitmap.ByteCount(columns.Count));
        for (var i = 0; i < columns.Count; i++)
            if (Bitmap.Get(present, i))
                columns[i].Set(row, ref reader);
    }

    internal static void WriteValue(WireWriter writer, Column column, int row)
    {
        switch (column)
        {
            case Column<long> longs:
                writer.Int64(longs.Values[row]);
                break;
            case Column<double> doubles:
                writer.Int64(BitConverter.DoubleToInt64Bits(doubles.Values[row]));
                break;
            case Column<int> ints:
                writer.Int32(ints.Values[row]);
                break;
            case Column<float> floats:
                writer.Int32(BitConverter.SingleToInt32Bits(floats.Values[row]));
                break;
            case BoolColumn bools:
                writer.Byte(bools[row] ? (byte)1 : (byte)0);
                break;
            case TextColumn texts:
                writer.Int32(texts[row].Length);
                writer.Bytes(texts[row]);
                break;
            default:
                throw new NotSupportedException($"A column of {column.Type} is not stored.");
        }
    }
}

/// <summary>A column being filled from stored rows; rows never set stay null.</summary>
internal sealed class ValueBuilder(FeatureColumn column, int rows)
{
    private readonly byte[] _validity = new byte[Bitmap.ByteCount(rows)];
    private readonly long[] _longs = column.Type is ColumnType.Int64 or ColumnType.Timestamp ? new long[rows] : [];
    private readonly double[] _doubles = column.Type == ColumnType.Float64 ? new double[rows] : [];
    private readonly int[] _ints = column.Type == ColumnType.Int32 ? new int[rows] : [];
    private readonly float[] _floats = column.Type == ColumnType.Float32 ? new float[rows] : [];
    private readonly byte[] _bits = column.Type == ColumnType.Bool ? new byte[Bitmap.ByteCount(rows)] : [];
    private readonly string?[] _texts = column.Type == ColumnType.Text ? new string?[rows] : [];

    public void Set(int row, ref WireReader reader)
    {
        Bitmap.Set(_validity, row, true);
        switch (column.Type)
        {
            case ColumnType.Int64 or ColumnType.Timestamp:
                _longs[row] = reader.Int64();
                break;
            case ColumnType.Float64:
                _doubles[row] = BitConverter.Int64BitsToDouble(reader.Int64());
                break;
            case ColumnType.Int32:
                _ints[row] = reader.Int32();
                break;
            case ColumnType.Float32:
                _floats[row] = BitConverter.Int32BitsToSingle(reader.Int32());
                break;
            case ColumnType.Bool:
                Bitmap.Set(_bits, row, reader.Byte() != 0);
                break;
            default:
                _texts[row] = reader.Text();
                break;
        }
    }

    public Column Build()
    {
        ReadOnlyMemory<byte> validity = Bitmap.CountOnes(_validity, rows) == rows ? default : _validity;
        return column.Type switch
        {
            ColumnType.Int64 => new Column<long>(column.Column, _longs, validity),
            ColumnType.Timestamp => new Column<long>(column.Column, _longs, validity, timestamp: true),
            ColumnType.Float64 => new Column<double>(column.Column, _doubles, validity),
            ColumnType.Int32 => new Column<int>(column.Column, _ints, validity),
            ColumnType.Float32 => new Column<float>(column.Column, _floats, validity),
            ColumnType.Bool => new BoolColumn(column.Column, _bits, rows, validity),
            _ => TextColumn.Of(column.Column, _texts),
        };
    }
}
