using System.Buffers;
using System.Runtime.CompilerServices;

namespace MLPlatform.Frames.DuckDb;

/// <summary>A frame whose buffers stay where they are while DuckDB may read them: long text is handed over by address, not copied.</summary>
internal sealed unsafe class PinnedFrame : IDisposable
{
    private readonly List<MemoryHandle> _pins = [];
    private readonly PinnedColumn[] _columns;

    public PinnedFrame(Frame frame)
    {
        Frame = frame;
        _columns = [.. frame.Columns.Select(Pin)];
    }

    public Frame Frame { get; }

    public static DuckDbType TypeOf(Column column) => column.Type switch
    {
        Contracts.Features.ColumnType.Bool => DuckDbType.Boolean,
        Contracts.Features.ColumnType.Int32 => DuckDbType.Integer,
        Contracts.Features.ColumnType.Int64 => DuckDbType.BigInt,
        Contracts.Features.ColumnType.Float32 => DuckDbType.Float,
        Contracts.Features.ColumnType.Float64 => DuckDbType.Double,
        Contracts.Features.ColumnType.Text => DuckDbType.Varchar,
        _ => DuckDbType.Timestamp,
    };

    /// <param name="start">A multiple of 8, so that validity is copied by bytes.</param>
    public void CopyTo(nint vector, int column, int start, int rows)
    {
        var source = _columns[column];
        var target = Native.VectorData(vector);
        switch (Frame[column])
        {
            case TextColumn:
                CopyText(source, (NativeText*)target, start, rows);
                break;
            case BoolColumn:
                var bits = new ReadOnlySpan<byte>(source.Values, Bitmap.ByteCount(Frame.RowCount));
                for (var i = 0; i < rows; i++)
                    ((byte*)target)[i] = Bitmap.Get(bits, start + i) ? (byte)1 : (byte)0;
                break;
            default:
                Buffer.MemoryCopy(source.Values + ((long)start * source.Width), target, (long)rows * source.Width, (long)rows * source.Width);
                break;
        }

        if (source.Validity == null)
            return;
        Native.EnsureValidityWritable(vector);
        Unsafe.CopyBlock(Native.VectorValidity(vector), source.Validity + (start / 8), (uint)Bitmap.ByteCount(rows));
    }

    public void Dispose()
    {
        foreach (var pin in _pins)
            pin.Dispose();
        _pins.Clear();
    }

    private static void CopyText(PinnedColumn source, NativeText* target, int start, int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            var from = source.Offsets[start + i];
            target[i].Set(source.Values + from, source.Offsets[start + i + 1] - from);
        }
    }

    private PinnedColumn Pin(Column column) => column switch
    {
        Column<int> ints => new(Pin(ints.Memory), sizeof(int), null, PinValidity(column)),
        Column<long> longs => new(Pin(longs.Memory), sizeof(long), null, PinValidity(column)),
        Column<float> floats => new(Pin(floats.Memory), sizeof(float), null, PinValidity(column)),
        Column<double> doubles => new(Pin(doubles.Memory), sizeof(double), null, PinValidity(column)),
        BoolColumn bools => new(Pin(bools.Bits), 0, null, PinValidity(column)),
        TextColumn text => new(Pin(text.Utf8), 0, (int*)Pin(text.Offsets), PinValidity(column)),
        _ => throw new NotSupportedException($"No native layout for {column.GetType().Name}."),
    };

    private byte* PinValidity(Column column) => column.NullCount == 0 ? null : Pin(column.Validity);

    private byte* Pin<T>(ReadOnlyMemory<T> memory)
    {
        var pin = memory.Pin();
        _pins.Add(pin);
        return (byte*)pin.Pointer;
    }

    /// <param name="width">Bytes per value of a fixed-width column.</param>
    private readonly struct PinnedColumn(byte* values, int width, int* offsets, byte* validity)
    {
        public readonly byte* Values = values;
        public readonly int Width = width;
        public readonly int* Offsets = offsets;
        public readonly byte* Validity = validity;
    }
}
