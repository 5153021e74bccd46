using System.Buffers;
using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <summary>Gives each combination of key values a small integer, whatever the types and however many keys.</summary>
internal sealed class KeyIds
{
    private readonly KeyCodes[] _columns;

    // _pairs[i] numbers the combinations of the first i + 2 columns.
    private readonly NumberKeyCodes[] _pairs;

    /// <param name="keys">Key columns of the rows to number, at least one.</param>
    public KeyIds(IReadOnlyList<Column> keys)
    {
        _columns = [.. keys.Select(KeyCodes.Of)];
        _pairs = new NumberKeyCodes[_columns.Length - 1];
        var ids = _columns[0].Own;
        var count = _columns[0].Count;
        var combined = new long[_pairs.Length == 0 ? 0 : ids.Length];
        for (var i = 1; i < _columns.Length; i++)
        {
            Combine(ids, _columns[i].Own, _columns[i].Count, combined);
            var pairs = _pairs[i - 1] = NumberKeyCodes.Of(combined, null);
            (ids, count) = (pairs.Own, pairs.Count);
            Mask(ids, combined);
        }

        Rows = ids;
        Count = count;
    }

    /// <summary>Ids are below this; some may belong to no row.</summary>
    public int Count { get; }

    /// <summary>Id of each row that was numbered; -1 where a key is null.</summary>
    public int[] Rows { get; }

    /// <summary>Numbers the shorter side, so that the tables stay small, and finds the other's rows in it.</summary>
    /// <returns>Ids of both sides' rows, -1 where a key is null or the other side has none like it, and how many ids there are.</returns>
    public static (int[] Facts, int[] Asked, int Count) Match(IReadOnlyList<Column> facts, IReadOnlyList<Column> asked, int threads)
    {
        if (asked[0].Length <= facts[0].Length)
        {
            var numbered = new KeyIds(asked);
            return (numbered.Find(facts, threads), numbered.Rows, numbered.Count);
        }

        var ids = new KeyIds(facts);
        return (ids.Rows, ids.Find(asked, threads), ids.Count);
    }

    /// <summary>Ids of other rows; -1 where a key is null or the combination was never seen.</summary>
    public int[] Find(IReadOnlyList<Column> keys, int threads)
    {
        var ids = GC.AllocateUninitializedArray<int>(keys[0].Length);
        RowChunks.Run(ids.Length, threads, (start, end) => Find(keys, start, ids.AsSpan(start, end - start)));
        return ids;
    }

    private void Find(IReadOnlyList<Column> keys, int start, Span<int> ids)
    {
        _columns[0].Find(keys[0], start, ids);
        if (_pairs.Length == 0)
            return;
        var next = ArrayPool<int>.Shared.Rent(ids.Length);
        var combined = ArrayPool<long>.Shared.Rent(ids.Length);
        for (var i = 1; i < _columns.Length; i++)
        {
            _columns[i].Find(keys[i], start, next.AsSpan(0, ids.Length));
            Combine(ids, next, _columns[i].Count, combined);
            _pairs[i - 1].Find(combined.AsSpan(0, ids.Length), ids);
            Mask(ids, combined);
        }

        ArrayPool<int>.Shared.Return(next);
        ArrayPool<long>.Shared.Return(combined);
    }

    // -1 where either part is missing: no valid combination is negative.
    private static void Combine(ReadOnlySpan<int> first, ReadOnlySpan<int> second, int secondCount, Span<long> combined)
    {
        for (var i = 0; i < first.Length; i++)
            combined[i] = first[i] < 0 || second[i] < 0 ? -1 : (long)first[i] * secondCount + second[i];
    }

    private static void Mask(Span<int> ids, ReadOnlySpan<long> combined)
    {
        for (var i = 0; i < ids.Length; i++)
            if (combined[i] < 0)
                ids[i] = -1;
    }
}
