using System.Numerics;
using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <summary>Gives each value of one key column a small integer. Built once from the feature rows, then asked by the entity rows.</summary>
internal abstract class KeyCodes
{
    /// <summary>Codes are below this.</summary>
    public abstract int Count { get; }

    /// <summary>Codes of the rows this was built from; -1 for a null.</summary>
    public abstract int[] Own { get; }

    public static KeyCodes Of(Column column)
    {
        if (column is TextColumn text)
            return new TextKeyCodes(text);
        var values = ToLongs(column);
        return Numbers(values, column);
    }

    /// <param name="nulls">Rows that are null here have code -1; null when none is.</param>
    public static KeyCodes Numbers(ReadOnlySpan<long> values, Column? nulls)
    {
        var (least, greatest) = Range(values);
        // A table over the whole range beats hashing while it is not much larger than the rows themselves.
        return greatest - (Int128)least < 4L * values.Length + 65_536
            ? new DenseKeyCodes(values, nulls, least, greatest)
            : new SparseKeyCodes(values, nulls);
    }

    /// <summary>Codes of other rows of the same type; -1 for a null and for a value never seen.</summary>
    public abstract int[] Find(Column column);

    /// <summary>Codes of numbers already widened.</summary>
    public abstract int[] Find(ReadOnlySpan<long> values, Column? nulls);

    /// <summary>Equal values of either width give equal numbers; floats go by their bits, with one zero.</summary>
    internal static ReadOnlySpan<long> ToLongs(Column column)
    {
        if (column is Column<long> longs)
            return longs.Values;
        var values = GC.AllocateUninitializedArray<long>(column.Length);
        switch (column)
        {
            case Column<int> ints:
                var source = ints.Values;
                for (var i = 0; i < values.Length; i++)
                    values[i] = source[i];
                break;
            case BoolColumn bools:
                for (var i = 0; i < values.Length; i++)
                    values[i] = bools[i] ? 1 : 0;
                break;
            default:
                var doubles = column.ToDoubles();
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.DoubleToInt64Bits(doubles[i] == 0 ? 0.0 : doubles[i]);
                break;
        }

        return values;
    }

    private static (long Least, long Greatest) Range(ReadOnlySpan<long> values)
    {
        if (values.IsEmpty)
            return (0, 0);
        long least = values[0], greatest = values[0];
        var i = 0;
        if (values.Length >= Vector<long>.Count)
        {
            Vector<long> low = new(values), high = low;
            for (; i <= values.Length - Vector<long>.Count; i += Vector<long>.Count)
            {
                var next = new Vector<long>(values[i..]);
                low = Vector.Min(low, next);
                high = Vector.Max(high, next);
            }

            for (var lane = 0; lane < Vector<long>.Count; lane++)
            {
                least = Math.Min(least, low[lane]);
                greatest = Math.Max(greatest, high[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            least = Math.Min(least, values[i]);
            greatest = Math.Max(greatest, values[i]);
        }

        return (least, greatest);
    }
}

/// <summary>Integers of a narrow range: the code is the distance from the least.</summary>
internal sealed class DenseKeyCodes : KeyCodes
{
    private readonly long _least;

    public DenseKeyCodes(ReadOnlySpan<long> values, Column? nulls, long least, long greatest)
    {
        _least = least;
        Count = (int)(greatest - least) + 1;
        Own = Find(values, nulls);
    }

    public override int Count { get; }

    public override int[] Own { get; }

    public override int[] Find(Column column) => Find(ToLongs(column), column);

    public override int[] Find(ReadOnlySpan<long> values, Column? nulls)
    {
        var codes = GC.AllocateUninitializedArray<int>(values.Length);
        var (least, count) = (_least, (ulong)Count);
        for (var i = 0; i < codes.Length; i++)
        {
            var distance = (ulong)values[i] - (ulong)least;
            codes[i] = distance < count ? (int)distance : -1;
        }

        return KeyNulls.Clear(codes, nulls);
    }
}

/// <summary>Integers of any range, numbered by first appearance in an open hash table.</summary>
internal sealed class SparseKeyCodes : KeyCodes
{
    private readonly int _shift;
    private readonly long[] _keys;

    // Code + 1; 0 marks a free slot.
    private readonly int[] _slots;
    private int _count;

    public SparseKeyCodes(ReadOnlySpan<long> values, Column? nulls)
    {
        var bits = Math.Max(4, BitOperations.Log2((uint)Math.Max(1, values.Length)) + 2);
        _shift = 64 - bits;
        _keys = new long[1 << bits];
        _slots = new int[1 << bits];
        Own = GC.AllocateUninitializedArray<int>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (nulls is not null && nulls.IsNull(i))
            {
                Own[i] = -1;
                continue;
            }

            var slot = SlotOf(values[i]);
            if (_slots[slot] == 0)
            {
                _keys[slot] = values[i];
                _slots[slot] = ++_count;
            }

            Own[i] = _slots[slot] - 1;
        }
    }

    public override int Count => _count;

    public override int[] Own { get; }

    public override int[] Find(Column column) => Find(ToLongs(column), column);

    public override int[] Find(ReadOnlySpan<long> values, Column? nulls)
    {
        var codes = GC.AllocateUninitializedArray<int>(values.Length);
        for (var i = 0; i < codes.Length; i++)
            codes[i] = _slots[SlotOf(values[i])] - 1;
        return KeyNulls.Clear(codes, nulls);
    }

    // The table is at most half full, so a probe ends.
    private int SlotOf(long value)
    {
        var slot = (int)((ulong)value * 0x9E37_79B9_7F4A_7C15 >> _shift);
        while (_slots[slot] != 0 && _keys[slot] != value)
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }
}

internal static class KeyNulls
{
    public static int[] Clear(int[] codes, Column? nulls)
    {
        if (nulls is { NullCount: > 0 })
            for (var i = 0; i < codes.Length; i++)
                if (nulls.IsNull(i))
                    codes[i] = -1;
        return codes;
    }
}
