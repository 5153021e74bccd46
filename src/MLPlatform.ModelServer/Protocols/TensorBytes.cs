using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>A column as a raw tensor, the layout of <see cref="Binding.RawTensor"/>. A missing number is NaN.</summary>
internal static class TensorBytes
{
    public static int Write(Column column, IBufferWriter<byte> bytes) => column switch
    {
        Column<double> doubles => Values(doubles, bytes, double.NaN),
        Column<float> floats => Values(floats, bytes, float.NaN),
        Column<long> longs => Values(longs, bytes, 0),
        Column<int> ints => Values(ints, bytes, 0),
        BoolColumn flags => Flags(flags, bytes),
        TextColumn texts => Texts(texts, bytes),
        _ => throw new InvalidOperationException($"No tensor of {column.Type}."),
    };

    private static int Values<T>(Column<T> column, IBufferWriter<byte> bytes, T missing)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var source = column.Values;
        var length = source.Length * Marshal.SizeOf<T>();
        if (length == 0)
            return 0;
        var target = MemoryMarshal.Cast<byte, T>(bytes.GetSpan(length)[..length]);
        source.CopyTo(target);
        if (column.NullCount > 0)
            for (var row = 0; row < source.Length; row++)
                if (column.IsNull(row))
                    target[row] = missing;
        bytes.Advance(length);
        return length;
    }

    private static int Flags(BoolColumn column, IBufferWriter<byte> bytes)
    {
        var target = bytes.GetSpan(Math.Max(1, column.Length));
        for (var row = 0; row < column.Length; row++)
            target[row] = column[row] ? (byte)1 : (byte)0;
        bytes.Advance(column.Length);
        return column.Length;
    }

    private static int Texts(TextColumn column, IBufferWriter<byte> bytes)
    {
        var total = 0;
        for (var row = 0; row < column.Length; row++)
        {
            var text = column[row];
            var target = bytes.GetSpan(4 + text.Length);
            BinaryPrimitives.WriteInt32LittleEndian(target, text.Length);
            text.CopyTo(target[4..]);
            bytes.Advance(4 + text.Length);
            total += 4 + text.Length;
        }

        return total;
    }
}
