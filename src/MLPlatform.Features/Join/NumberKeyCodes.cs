using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <summary>Codes of keys that are 64-bit numbers.</summary>
internal abstract class NumberKeyCodes : KeyCodes
{
    /// <param name="nulls">Rows that are null here have code -1; null when none is.</param>
    public static NumberKeyCodes Of(ReadOnlySpan<long> values, Column? nulls)
    {
        var (least, greatest) = Range(values);
        // A table over the whole range beats hashing while it is not much larger than the rows themselves.
        return greatest - (Int128)least < 4L * values.Length + 65_536
            ? new DenseKeyCodes(values, nulls, least, greatest)
            : new SparseKeyCodes(values, nulls);
    }

    public override void Find(Column column, int start, Span<int> codes)
    {
        if (column is Column<long> longs)
        {
            Find(longs.Values.Slice(start, codes.Length), codes);
        }
        else
        {
            var numbers = ArrayPool<long>.Shared.Rent(codes.Length);
            KeyNumbers.Read(column, start, numbers.AsSpan(0, codes.Length));
            Find(numbers.AsSpan(0, codes.Length), codes);
            ArrayPool<long>.Shared.Return(numbers);
        }

        KeyNulls.Clear(codes, column, start);
    }

    /// <summary>Codes of numbers none of which is null; -1 for one never seen.</summary>
    public abstract void Find(ReadOnlySpan<long> values, Span<int> codes);

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
internal sealed class DenseKeyCodes : NumberKeyCodes
{
    private readonly long _least;

    public DenseKeyCodes(ReadOnlySpan<long> values, Column? nulls, long least, long greatest)
    {
        _least = least;
        Count = (int)(greatest - least) + 1;
        Own = GC.AllocateUninitializedArray<int>(values.Length);
        Find(values, Own);
        KeyNulls.Clear(Own, nulls);
    }

    public override int Count { get; }

    public override int[] Own { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Find(ReadOnlySpan<long> values, Span<int> codes)
    {
        var (least, count) = (_least, (ulong)Count);
        for (var i = 0; i < codes.Length; i++)
        {
            var distance = (ulong)values[i] - (ulong)least;
            codes[i] = distance < count ? (int)distance : -1;
        }
    }
}

/// <summary>Integers of any range, numbered by first appearance in an open hash table that grows with the distinct values, so that few keys stay in cache.</summary>
internal sealed class SparseKeyCodes : NumberKeyCodes
{
    private const int LeastBits = 10;

    // Invariant: a power of two of entries, at most half of them used, so that a probe ends.
    private Entry[] _entries = new Entry[1 << LeastBits];
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SparseKeyCodes(ReadOnlySpan<long> values, Column? nulls)
    {
        Own = GC.AllocateUninitializedArray<int>(values.Length);
        var mayBeNull = nulls is { NullCount: > 0 };
        for (var i = 0; i < values.Length; i++)
            Own[i] = mayBeNull && nulls!.IsNull(i) ? -1 : Add(values[i]);
    }

    public override int Count => _count;

    public override int[] Own { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Find(ReadOnlySpan<long> values, Span<int> codes)
    {
        var entries = _entries;
        for (var i = 0; i < codes.Length; i++)
            codes[i] = entries[SlotOf(entries, values[i])].Number - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Add(long key)
    {
        ref var entry = ref _entries[SlotOf(_entries, key)];
        if (entry.Number > 0)
            return entry.Number - 1;
        entry = new Entry(key, ++_count);
        if (2 * _count > _entries.Length)
            Grow();
        return _count - 1;
    }

    private void Grow()
    {
        var larger = new Entry[2 * _entries.Length];
        foreach (var entry in _entries)
            if (entry.Number > 0)
                larger[SlotOf(larger, entry.Key)] = entry;
        _entries = larger;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SlotOf(Entry[] entries, long key)
    {
        var mask = entries.Length - 1;
        var high = Math.BigMul((ulong)key, 0x9E37_79B9_7F4A_7C15, out var low);
        var slot = (int)(high ^ low) & mask;
        while (entries[slot].Number != 0 && entries[slot].Key != key)
            slot = (slot + 1) & mask;
        return slot;
    }

    /// <param name="Number">Code + 1; 0 marks a free entry.</param>
    private readonly record struct Entry(long Key, int Number);
}
