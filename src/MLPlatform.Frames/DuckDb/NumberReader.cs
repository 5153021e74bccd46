using System.Numerics;

namespace MLPlatform.Frames.DuckDb;

/// <summary>Fixed-width values; copied whole when <paramref name="convert"/> is null, which needs equal types.</summary>
internal sealed unsafe class NumberReader<TFrom, TTo>(int capacity, Func<TFrom, TTo>? convert = null, bool timestamp = false) : ColumnReader(capacity)
    where TFrom : unmanaged
    where TTo : unmanaged, INumber<TTo>
{
    private TTo[] _values = GC.AllocateUninitializedArray<TTo>(capacity);

    protected override void Read(void* data, byte* validity, int rows)
    {
        if (convert is null)
        {
            new ReadOnlySpan<TTo>(data, rows).CopyTo(_values.AsSpan(Rows));
            return;
        }

        var source = new ReadOnlySpan<TFrom>(data, rows);
        var target = _values.AsSpan(Rows, rows);
        var valid = new ReadOnlySpan<byte>(validity, validity == null ? 0 : Bitmap.ByteCount(rows));
        for (var i = 0; i < rows; i++)
            target[i] = valid.IsEmpty || Bitmap.Get(valid, i) ? convert(source[i]) : default;
    }

    protected override void Grow(int capacity) => Array.Resize(ref _values, capacity);

    protected override Column Build(string name, int rows, ReadOnlyMemory<byte> validity) =>
        new Column<TTo>(name, _values.AsMemory(0, rows), validity, timestamp);
}
