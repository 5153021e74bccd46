using System.Runtime.InteropServices;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

namespace MLPlatform.Features.Online;

/// <summary>
/// A frame on the wire: rows and columns as int32, then for each column its name, type (byte), a byte that says whether a validity bitmap follows, the bitmap,
/// and the values in Arrow's layout; texts as <c>rows + 1</c> int32 offsets, then the bytes.
/// </summary>
public static class FrameCodec
{
    public static void Write(WireWriter writer, Frame frame)
    {
        writer.Int32(frame.RowCount);
        writer.Int32(frame.Count);
        foreach (var column in frame.Columns)
        {
            writer.Text(column.Name);
            writer.Byte((byte)column.Type);
            writer.Byte(column.NullCount > 0 ? (byte)1 : (byte)0);
            if (column.NullCount > 0)
                writer.Bytes(column.Validity.Span[..Bitmap.ByteCount(column.Length)]);
            WriteValues(writer, column);
        }
    }

    /// <exception cref="Contracts.Errors.PlatformException">The bytes are no frame.</exception>
    public static Frame Read(ref WireReader reader)
    {
        var rows = reader.Int32();
        // Name, type, validity flag: six bytes for a column without rows.
        var columns = new Column[reader.Count(6)];
        if (rows < 0 || (columns.Length == 0 && rows > 0))
            throw WireReader.Malformed($"holds a frame of {rows} rows and {columns.Length} columns");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = ReadColumn(ref reader, rows);
            if (!names.Add(columns[i].Name))
                throw WireReader.Malformed($"holds the column {columns[i].Name} twice");
        }

        return new Frame(columns);
    }

    private static void WriteValues(WireWriter writer, Column column)
    {
        switch (column)
        {
            case Column<long> longs:
                writer.Bytes(MemoryMarshal.AsBytes(longs.Values));
                break;
            case Column<double> doubles:
                writer.Bytes(MemoryMarshal.AsBytes(doubles.Values));
                break;
            case Column<int> ints:
                writer.Bytes(MemoryMarshal.AsBytes(ints.Values));
                break;
            case Column<float> floats:
                writer.Bytes(MemoryMarshal.AsBytes(floats.Values));
                break;
            case BoolColumn bools:
                writer.Bytes(bools.Bits.Span[..Bitmap.ByteCount(bools.Length)]);
                break;
            case TextColumn texts:
                writer.Bytes(MemoryMarshal.AsBytes(texts.Offsets.Span));
                writer.Bytes(texts.Utf8.Span[..texts.Offsets.Span[^1]]);
                break;
            default:
                throw new NotSupportedException($"A column of {column.Type} has no wire form.");
        }
    }

    private static Column ReadColumn(ref WireReader reader, int rows)
    {
        var name = reader.Text();
        var type = (ColumnType)reader.Byte();
        var validity = reader.Byte() switch
        {
            0 => [],
            1 => reader.Bytes(Bitmap.ByteCount(rows)).ToArray(),
            _ => throw WireReader.Malformed($"holds a bad flag in the column {name}"),
        };
        return type switch
        {
            ColumnType.Bool => new BoolColumn(name, reader.Bytes(Bitmap.ByteCount(rows)).ToArray(), rows, validity),
            ColumnType.Int32 => new Column<int>(name, Values<int>(ref reader, rows), validity),
            ColumnType.Int64 => new Column<long>(name, Values<long>(ref reader, rows), validity),
            ColumnType.Timestamp => new Column<long>(name, Values<long>(ref reader, rows), validity, timestamp: true),
            ColumnType.Float32 => new Column<float>(name, Values<float>(ref reader, rows), validity),
            ColumnType.Float64 => new Column<double>(name, Values<double>(ref reader, rows), validity),
            ColumnType.Text => Texts(ref reader, name, rows, validity),
            _ => throw WireReader.Malformed($"holds the column {name} of an unknown type {(byte)type}"),
        };
    }

    private static T[] Values<T>(ref WireReader reader, long rows)
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(reader.Bytes(rows * Marshal.SizeOf<T>())).ToArray();

    private static TextColumn Texts(ref WireReader reader, string name, int rows, byte[] validity)
    {
        var offsets = Values<int>(ref reader, rows + 1L);
        for (var i = 0; i < offsets.Length; i++)
            if (offsets[i] < (i == 0 ? 0 : offsets[i - 1]) || (i == 0 && offsets[i] != 0))
                throw WireReader.Malformed($"holds texts out of order in the column {name}");
        return new TextColumn(name, offsets, reader.Bytes(offsets[^1]).ToArray(), validity);
    }
}
