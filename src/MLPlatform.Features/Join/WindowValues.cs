using MLPlatform.Features.Definitions;
using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <summary>One argument of the aggregates of a view, in the order of <see cref="KeyGroups"/>: any stretch of places is summed or compared in a few steps.</summary>
internal sealed class WindowValues
{
    private readonly double[] _values;

    // How many values lie before each place; null when no value is missing. Shape: places + 1.
    private readonly int[]? _counts;
    private readonly RunningSum? _sums;
    private readonly ExtremeTree? _least;
    private readonly ExtremeTree? _greatest;

    /// <param name="column">Values of the source rows; nulls, NaN and the infinities count as missing.</param>
    public WindowValues(Column column, int[] rows, IReadOnlyCollection<AggregateKind> kinds)
    {
        var source = column.ToDoubles();
        _values = GC.AllocateUninitializedArray<double>(rows.Length);
        var missing = 0;
        for (var place = 0; place < rows.Length; place++)
        {
            var value = source[rows[place]];
            _values[place] = double.IsFinite(value) ? value : double.NaN;
            missing += double.IsFinite(value) ? 0 : 1;
        }

        if (missing > 0)
        {
            _counts = new int[rows.Length + 1];
            for (var place = 0; place < rows.Length; place++)
                _counts[place + 1] = _counts[place] + (double.IsNaN(_values[place]) ? 0 : 1);
        }

        if (kinds.Contains(AggregateKind.Sum) || kinds.Contains(AggregateKind.Avg))
            _sums = new RunningSum(_values);
        if (kinds.Contains(AggregateKind.Min))
            _least = new ExtremeTree(_values, least: true);
        if (kinds.Contains(AggregateKind.Max))
            _greatest = new ExtremeTree(_values, least: false);
    }

    /// <summary>Values present from <paramref name="from"/> up to <paramref name="end"/>.</summary>
    public int Count(int from, int end) => _counts is null ? end - from : _counts[end] - _counts[from];

    /// <returns>NaN when no value is present, as SQL has it.</returns>
    public double Of(AggregateKind kind, int from, int end)
    {
        var count = Count(from, end);
        return count == 0 ? double.NaN : kind switch
        {
            AggregateKind.Sum => _sums!.Of(from, end),
            AggregateKind.Avg => _sums!.Of(from, end) / count,
            AggregateKind.Min => _least!.Of(from, end),
            _ => _greatest!.Of(from, end),
        };
    }
}

/// <summary>
/// Prefix sums that lose nothing when subtracted: whole numbers are summed as long; others as a pair of doubles, whose error is some 1e-32 of the
/// running total where one double's 1e-16 would show in a small window after a long history.
/// </summary>
internal sealed class RunningSum
{
    private readonly long[]? _whole;
    private readonly double[]? _high;
    private readonly double[]? _low;

    public RunningSum(double[] values)
    {
        if ((_whole = Whole(values)) is not null)
            return;
        _high = new double[values.Length + 1];
        _low = new double[values.Length + 1];
        for (var i = 0; i < values.Length; i++)
            (_high[i + 1], _low[i + 1]) = Add(_high[i], _low[i], double.IsNaN(values[i]) ? 0 : values[i], 0);
    }

    public double Of(int from, int end)
    {
        if (_whole is not null)
            return _whole[end] - _whole[from];
        var (high, low) = Add(_high![end], _low![end], -_high[from], -_low[from]);
        return high + low;
    }

    private static long[]? Whole(double[] values)
    {
        var sums = new long[values.Length + 1];
        for (var i = 0; i < values.Length; i++)
        {
            var value = double.IsNaN(values[i]) ? 0 : values[i];
            // Up to 2^30 each, even 2^31 rows stay within a long.
            if (Math.Abs(value) > 1 << 30 || Math.Truncate(value) != value)
                return null;
            sums[i + 1] = sums[i] + (long)value;
        }

        return sums;
    }

    // Knuth's two-sum on both halves, then renormalised.
    private static (double High, double Low) Add(double aHigh, double aLow, double bHigh, double bLow)
    {
        var (sum, error) = TwoSum(aHigh, bHigh);
        var (small, smaller) = TwoSum(aLow, bLow);
        (sum, error) = TwoSum(sum, error + small);
        return TwoSum(sum, error + smaller);
    }

    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        var sum = a + b;
        var part = sum - a;
        return (sum, (a - (sum - part)) + (b - part));
    }
}

/// <summary>A tree of pairwise extremes over all places; NaN is a missing value.</summary>
internal sealed class ExtremeTree
{
    private readonly bool _isLeast;

    // _tree[n + i] is value i; _tree[k] is the extreme of _tree[2k] and _tree[2k + 1].
    private readonly double[] _tree;

    public ExtremeTree(double[] values, bool least)
    {
        _isLeast = least;
        _tree = new double[2 * values.Length];
        values.CopyTo(_tree, values.Length);
        for (var node = values.Length - 1; node > 0; node--)
            _tree[node] = Better(_tree[2 * node], _tree[2 * node + 1]);
    }

    public double Of(int from, int end)
    {
        var best = double.NaN;
        var half = _tree.Length / 2;
        for (int low = from + half, high = end + half; low < high; low >>= 1, high >>= 1)
        {
            if ((low & 1) == 1)
                best = Better(best, _tree[low++]);
            if ((high & 1) == 1)
                best = Better(best, _tree[--high]);
        }

        return best;
    }

    private double Better(double a, double b) => _isLeast ? double.MinNumber(a, b) : double.MaxNumber(a, b);
}
