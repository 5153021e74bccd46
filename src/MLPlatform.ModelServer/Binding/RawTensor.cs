using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Binding;

/// <summary>
/// A tensor as bytes: row-major, little-endian, one byte per bool, texts with their length in four bytes before them
/// (the layout of <c>raw_input_contents</c> and of the binary tensor extension). Reads one column out of it at a time.
/// </summary>
internal readonly ref struct RawTensor(string name, string datatype, ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes of one value; 0 for texts.</summary>
    /// <exception cref="PlatformException">No such type.</exception>
    public static int SizeOf(string name, string datatype) => datatype switch
    {
        "BOOL" or "INT8" or "UINT8" => 1,
        "INT16" or "UINT16" or "FP16" or "BF16" => 2,
        "INT32" or "UINT32" or "FP32" => 4,
        "INT64" or "UINT64" or "FP64" => 8,
        "BYTES" => 0,
        _ => throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` has the type `{datatype}`.", "Types are BOOL, INT8 to INT64, UINT8 to UINT64, FP16, BF16, FP32, FP64 and BYTES."),
    };

    /// <param name="total">Values of the whole tensor.</param>
    /// <exception cref="PlatformException">There are more or fewer bytes than that.</exception>
    public void RequireLength(long total)
    {
        var size = SizeOf(name, datatype);
        // A text costs at least its length: rows that the body cannot hold are refused before anything is made for them.
        if (size > 0 ? total * size != _bytes.Length : total * 4 > _bytes.Length)
            throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` holds {_bytes.Length} bytes, its shape needs {total * Math.Max(size, 4)}.");
    }

    /// <summary>Values at <paramref name="offset"/>, <paramref name="offset"/> + <paramref name="stride"/>, …</summary>
    /// <param name="rows">How many.</param>
    public Column Read(Slot slot, int rows, int offset, int stride) => datatype switch
    {
        "BOOL" => Flags(slot, rows, offset, stride),
        "FP64" => Floats(slot, Cast<double>(rows, offset, stride)),
        "FP32" => Floats(slot, Cast<float>(rows, offset, stride)),
        "FP16" => Floats(slot, Array.ConvertAll(Cast<Half>(rows, offset, stride), value => (float)value)),
        // The upper half of a float32.
        "BF16" => Floats(slot, Array.ConvertAll(Cast<ushort>(rows, offset, stride), value => BitConverter.UInt32BitsToSingle((uint)value << 16))),
        "INT64" => new Column<long>(slot.Name, Cast<long>(rows, offset, stride)),
        "INT32" => new Column<int>(slot.Name, Cast<int>(rows, offset, stride)),
        "INT16" => Whole(slot, Cast<short>(rows, offset, stride), value => value),
        "INT8" => Whole(slot, Cast<sbyte>(rows, offset, stride), value => value),
        "UINT8" => Whole(slot, Cast<byte>(rows, offset, stride), value => value),
        "UINT16" => Whole(slot, Cast<ushort>(rows, offset, stride), value => value),
        "UINT32" => Whole(slot, Cast<uint>(rows, offset, stride), value => value),
        "UINT64" => Whole(slot, Cast<ulong>(rows, offset, stride), value => value <= long.MaxValue ? (long)value : throw new PlatformException(EndpointErrors.WrongShape, $"`{slot.Name}` holds {value}, which is above 2⁶³ − 1.")),
        _ => Texts(slot, rows),
    };

    private T[] Cast<T>(int rows, int offset, int stride)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Tensors are little-endian; this processor is not.");
        var values = GC.AllocateUninitializedArray<T>(rows);
        var size = Marshal.SizeOf<T>();
        if (stride == 1)
            _bytes.Slice(offset * size, rows * size).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        else
            for (var row = 0; row < rows; row++)
                values[row] = MemoryMarshal.Read<T>(_bytes[((offset + (row * stride)) * size)..]);
        return values;
    }

    private BoolColumn Flags(Slot slot, int rows, int offset, int stride)
    {
        var bits = new byte[Bitmap.ByteCount(rows)];
        for (var row = 0; row < rows; row++)
        {
            var flag = _bytes[offset + (row * stride)];
            if (flag > 1)
                throw new PlatformException(EndpointErrors.WrongShape, $"`{slot.Name}` must be 0 or 1, row {row} is {flag}.");
            Bitmap.Set(bits, row, flag == 1);
        }

        return new BoolColumn(slot.Name, bits, rows);
    }

    private static Column<long> Whole<T>(Slot slot, T[] values, Converter<T, long> widen) => new(slot.Name, Array.ConvertAll(values, widen));

    // NaN is how raw floats say that a value is missing; JSON says null.
    private static Column<T> Floats<T>(Slot slot, T[] values)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        byte[]? validity = null;
        for (var row = 0; row < values.Length; row++)
        {
            if (T.IsFinite(values[row]))
                continue;
            if (T.IsInfinity(values[row]))
                throw new PlatformException(EndpointErrors.WrongShape, $"`{slot.Name}` must be a number, row {row} is infinite.");
            if (!slot.NullAllowed)
                throw new PlatformException(EndpointErrors.WrongShape, $"`{slot.Name}` is NaN in row {row}.", "The model never learned from a missing value here: give one.");
            if (validity is null)
            {
                validity = new byte[Bitmap.ByteCount(values.Length)];
                validity.AsSpan().Fill(0xFF);
            }

            Bitmap.Set(validity, row, false);
            values[row] = T.Zero;
        }

        return new Column<T>(slot.Name, values, validity);
    }

    private Column Texts(Slot slot, int rows)
    {
        var texts = new string[rows];
        var at = 0;
        for (var row = 0; row < rows; row++)
        {
            var length = _bytes.Length - at >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes[at..]) : uint.MaxValue;
            if (length > (uint)(_bytes.Length - at - 4))
                throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` ends inside the text of row {row}.");
            texts[row] = Encoding.UTF8.GetString(_bytes.Slice(at + 4, (int)length));
            at += 4 + (int)length;
        }

        return at == _bytes.Length ? TextColumn.Of(slot.Name, texts) : throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` holds {_bytes.Length - at} bytes after its last text.");
    }
}
