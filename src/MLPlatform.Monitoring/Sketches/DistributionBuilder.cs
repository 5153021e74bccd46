namespace MLPlatform.Monitoring.Sketches;

/// <summary>Collects a <see cref="Distribution"/> value by value.</summary>
/// <param name="grid">The grid to use once values stop being exact; null to choose one then.</param>
internal sealed class DistributionBuilder(Grid? grid = null)
{
    private Dictionary<double, long>? _exact = [];
    private long[] _buckets = [];
    private Grid? _grid = grid;

    public void Add(double value, long count = 1)
    {
        if (_exact is null)
        {
            _buckets[Grid.Outermost + _grid!.BucketOf(value)] += count;
            return;
        }

        _exact[value] = _exact.GetValueOrDefault(value) + count;
        if (_exact.Count > Distribution.MostExact)
            Coarsen();
    }

    public void Add(Distribution distribution)
    {
        _grid ??= distribution.Grid;
        if (!distribution.Exact)
        {
            if (_exact is not null)
                Coarsen();
            if (_grid == distribution.Grid)
            {
                for (var i = 0; i < distribution.At.Count; i++)
                    _buckets[Grid.Outermost + (int)distribution.At[i]] += distribution.Counts[i];
                return;
            }
        }

        foreach (var (value, count) in distribution.Points())
            Add(value, count);
    }

    public Distribution Build()
    {
        if (_exact is not null)
        {
            var sorted = _exact.OrderBy(pair => pair.Key).ToArray();
            return new Distribution { Exact = true, Grid = _grid, At = [.. sorted.Select(pair => pair.Key)], Counts = [.. sorted.Select(pair => pair.Value)] };
        }

        var filled = Enumerable.Range(0, _buckets.Length).Where(i => _buckets[i] > 0).ToArray();
        return new Distribution { Exact = false, Grid = _grid, At = [.. filled.Select(i => (double)(i - Grid.Outermost))], Counts = [.. filled.Select(i => _buckets[i])] };
    }

    private void Coarsen()
    {
        var exact = _exact!;
        _exact = null;
        _buckets = new long[(2 * Grid.Outermost) + 1];
        _grid ??= Grid.About(exact.Keys.Order().ToArray());
        foreach (var (value, count) in exact)
            Add(value, count);
    }
}
