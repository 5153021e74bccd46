using MLPlatform.Contracts.Errors;

namespace MLPlatform.Frames.DuckDb;

/// <summary>Integers wider than long, above all sums: Int64 as long as all fit, else the whole column becomes Float64.</summary>
/// <param name="mayWiden">False where chunks go out one by one and the type must not change between them.</param>
internal sealed unsafe class WideReader<TFrom>(int capacity, Func<TFrom, Int128> convert, bool mayWiden) : ColumnReader(capacity)
    where TFrom : unmanaged
{
    private long[] _longs = new long[capacity];
    private double[]? _doubles;

    protected override void Read(void* data, byte* validity, int rows)
    {
        var source = (TFrom*)data;
        var valid = new ReadOnlySpan<byte>(validity, validity == null ? 0 : Bitmap.ByteCount(rows));
        for (var i = 0; i < rows; i++)
        {
            var value = valid.IsEmpty || Bitmap.Get(valid, i) ? convert(source[i]) : 0;
            if (_doubles is null && (value > long.MaxValue || value < long.MinValue))
                Widen(Rows + i, value);
            if (_doubles is null)
                _longs[Rows + i] = (long)value;
            else
                _doubles[Rows + i] = (double)value;
        }
    }

    protected override void Grow(int capacity)
    {
        if (_doubles is null)
            Array.Resize(ref _longs, capacity);
        else
            Array.Resize(ref _doubles, capacity);
    }

    protected override Column Build(string name, int rows, ReadOnlyMemory<byte> validity) => _doubles is null
        ? new Column<long>(name, _longs.AsMemory(0, rows), validity)
        : new Column<double>(name, _doubles.AsMemory(0, rows), validity);

    private void Widen(int filled, Int128 value)
    {
        if (!mayWiden)
            throw new PlatformException(DataErrors.QueryFailed, $"The value `{value}` does not fit 64 bits.", "Cast the column to DOUBLE.");
        _doubles = new double[Capacity];
        for (var i = 0; i < filled; i++)
            _doubles[i] = _longs[i];
        _longs = [];
    }
}
