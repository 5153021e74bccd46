using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;

namespace MLPlatform.Frames.Files;

/// <summary>NumPy's NPZ, a zip of NPY arrays, for numeric columns (numpy.lib.format, versions 1 to 3).</summary>
internal static partial class Npz
{
    private const string Extension = ".npy";

    // NumPy's not-a-time.
    private const long NaT = long.MinValue;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static void Write(Frame frame, string path)
    {
        foreach (var column in frame)
            Refuse(column);
        DataFile.WriteWhole(path, temporary =>
        {
            using var zip = ZipFile.Open(temporary, ZipArchiveMode.Create);
            foreach (var column in frame)
            {
                using var entry = zip.CreateEntry(column.Name + Extension, CompressionLevel.NoCompression).Open();
                entry.Write(Header(Description(column.Type), column.Length));
                entry.Write(Bytes(column));
            }
        });
    }

    public static Frame Read(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return new Frame(zip.Entries.Where(entry => entry.FullName.EndsWith(Extension, StringComparison.Ordinal)).Select(ReadColumn).ToArray());
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new PlatformException(DataErrors.FileUnreadable, $"`{path}` cannot be read as NPZ: {exception.Message}", "Write one-dimensional arrays of numbers with numpy.savez.", exception);
        }
    }

    private static void Refuse(Column column)
    {
        if (column.Type == ColumnType.Text)
            throw new PlatformException(DataErrors.WrongType, $"Column `{column.Name}` is text; NPZ is written for numbers.", "Leave it out or encode it.");
        if (column.NullCount > 0 && column.Type is ColumnType.Bool or ColumnType.Int32 or ColumnType.Int64)
            throw new PlatformException(DataErrors.WrongType, $"Column `{column.Name}` is {column.Type} and has nulls, which NumPy cannot hold.", "Fill them with coalesce, or cast the column to DOUBLE.");
    }

    private static string Description(ColumnType type) => type switch
    {
        ColumnType.Bool => "|b1",
        ColumnType.Int32 => "<i4",
        ColumnType.Int64 => "<i8",
        ColumnType.Float32 => "<f4",
        ColumnType.Float64 => "<f8",
        _ => "<M8[us]",
    };

    private static byte[] Header(string description, int rows)
    {
        var dictionary = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '{description}', 'fortran_order': False, 'shape': ({rows},), }}");
        // Magic, version and length are 10 bytes; with them the header fills blocks of 64 and ends in a line feed.
        var length = ((dictionary.Length + 11 + 63) / 64 * 64) - 10;
        var header = new byte[10 + length];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)length);
        Encoding.ASCII.GetBytes(dictionary.PadRight(length - 1) + '\n', header.AsSpan(10));
        return header;
    }

    private static byte[] Bytes(Column column)
    {
        switch (column)
        {
            case BoolColumn bools:
                return [.. Enumerable.Range(0, bools.Length).Select(row => bools[row] ? (byte)1 : (byte)0)];
            case Column<int> ints:
                return MemoryMarshal.AsBytes(ints.Values).ToArray();
            case Column<long> longs:
                return WithNulls(longs, NaT);
            case Column<float> floats:
                return WithNulls(floats, float.NaN);
            default:
                return WithNulls((Column<double>)column, double.NaN);
        }
    }

    private static byte[] WithNulls<T>(Column<T> column, T missing)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var values = column.Values.ToArray();
        for (var row = 0; row < values.Length && column.NullCount > 0; row++)
            if (column.IsNull(row))
                values[row] = missing;
        return MemoryMarshal.AsBytes<T>(values).ToArray();
    }

    private static Column ReadColumn(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var start = new byte[12];
        stream.ReadExactly(start, 0, 10);
        if (!start.AsSpan().StartsWith(Magic))
            throw new InvalidDataException($"{entry.FullName} is no NPY array.");
        int length = BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8));
        if (start[6] > 1)
        {
            stream.ReadExactly(start, 10, 2);
            length = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(8));
        }

        if (length is < 0 or > 1 << 20)
            throw new InvalidDataException($"{entry.FullName} has a header of {length} bytes.");
        var header = new byte[length];
        stream.ReadExactly(header);
        var match = HeaderShape().Match(Encoding.UTF8.GetString(header));
        if (!match.Success || !int.TryParse(match.Groups["rows"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var rows))
            throw new InvalidDataException($"{entry.FullName} is not a one-dimensional array.");
        return Column(entry.FullName[..^Extension.Length], match.Groups["descr"].Value, rows, stream);
    }

    private static Column Column(string name, string description, int rows, Stream stream) => description switch
    {
        "|b1" => new BoolColumn(name, Array.ConvertAll(Values<byte>(rows, stream), value => value != 0)),
        "<i4" => new Column<int>(name, Values<int>(rows, stream)),
        "<i8" => new Column<long>(name, Values<long>(rows, stream)),
        "<f4" => new Column<float>(name, Values<float>(rows, stream)),
        "<f8" => new Column<double>(name, Values<double>(rows, stream)),
        "<M8[us]" => Times(name, Values<long>(rows, stream)),
        _ => throw new InvalidDataException($"The array {name} has the type {description}."),
    };

    private static T[] Values<T>(int rows, Stream stream)
        where T : unmanaged
    {
        var values = new T[rows];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static Column<long> Times(string name, long[] micros)
    {
        if (!micros.Contains(NaT))
            return new Column<long>(name, micros, timestamp: true);
        var validity = new byte[Bitmap.ByteCount(micros.Length)];
        for (var row = 0; row < micros.Length; row++)
            Bitmap.Set(validity, row, micros[row] != NaT);
        return new Column<long>(name, micros, validity, timestamp: true);
    }

    [GeneratedRegex(@"'descr': '(?<descr>[^']+)', 'fortran_order': False, 'shape': \((?<rows>\d+),\)")]
    private static partial Regex HeaderShape();
}
