namespace MLPlatform.Plots.Figures;

/// <summary>Fewer points that look the same at the size drawn.</summary>
internal static class Thinning
{
    /// <summary>Indices to draw: lines keep each bucket's lowest and highest value so that spikes stay, scatters an even sample.</summary>
    public static IReadOnlyList<int> Pick(Trace trace, int most)
    {
        var count = trace.Y.Count;
        if (count <= most || trace.X.Labels is not null)
            return [.. Enumerable.Range(0, count)];
        if (trace.Kind != TraceKind.Line)
            return [.. Enumerable.Range(0, most).Select(i => (int)((long)i * count / most))];
        var picked = new List<int>(most + 2) { 0 };
        var buckets = most / 2;
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            int from = (int)((long)bucket * count / buckets), to = (int)((long)(bucket + 1) * count / buckets);
            int low = from, high = from;
            for (var i = from + 1; i < to; i++)
            {
                if (!(trace.Y[i] >= trace.Y[low]))
                    low = i;
                if (!(trace.Y[i] <= trace.Y[high]))
                    high = i;
            }

            picked.Add(Math.Min(low, high));
            picked.Add(Math.Max(low, high));
        }

        picked.Add(count - 1);
        return [.. picked.Distinct()];
    }
}
