using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <summary>Gives each combination of key values a small integer, whatever the types and however many keys.</summary>
internal sealed class KeyIds
{
    private readonly KeyCodes[] _columns;

    // _pairs[i] numbers the combinations of the first i + 2 columns.
    private readonly KeyCodes[] _pairs;

    /// <param name="keys">Key columns of the feature rows, at least one.</param>
    public KeyIds(IReadOnlyList<Column> keys)
    {
        _columns = [.. keys.Select(KeyCodes.Of)];
        _pairs = new KeyCodes[_columns.Length - 1];
        var ids = _columns[0].Own;
        var count = _columns[0].Count;
        for (var i = 1; i < _columns.Length; i++)
        {
            var combined = Combine(ids, _columns[i].Own, _columns[i].Count);
            _pairs[i - 1] = KeyCodes.Numbers(combined, null);
            ids = Mask(_pairs[i - 1].Own, combined);
            count = _pairs[i - 1].Count;
        }

        Rows = ids;
        Count = count;
    }

    /// <summary>Ids are below this; some may belong to no row.</summary>
    public int Count { get; }

    /// <summary>Id of each feature row; -1 where a key is null.</summary>
    public int[] Rows { get; }

    /// <summary>Ids of other rows; -1 where a key is null or the combination was never seen.</summary>
    public int[] Find(IReadOnlyList<Column> keys)
    {
        var ids = _columns[0].Find(keys[0]);
        for (var i = 1; i < _columns.Length; i++)
        {
            var combined = Combine(ids, _columns[i].Find(keys[i]), _columns[i].Count);
            ids = Mask(_pairs[i - 1].Find(combined, null), combined);
        }

        return ids;
    }

    // -1 where either part is missing: no valid combination is negative.
    private static long[] Combine(int[] first, int[] second, int secondCount)
    {
        var combined = GC.AllocateUninitializedArray<long>(first.Length);
        for (var i = 0; i < combined.Length; i++)
            combined[i] = first[i] < 0 || second[i] < 0 ? -1 : (long)first[i] * secondCount + second[i];
        return combined;
    }

    private static int[] Mask(int[] ids, long[] combined)
    {
        for (var i = 0; i < ids.Length; i++)
            if (combined[i] < 0)
                ids[i] = -1;
        return ids;
    }
}
