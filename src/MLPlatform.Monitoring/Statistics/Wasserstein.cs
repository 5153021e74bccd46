namespace MLPlatform.Monitoring.Statistics;

internal static class Wasserstein
{
    /// <summary>First Wasserstein distance: the area between both cumulative distributions, in the unit of the values.</summary>
    public static double Distance(Points points)
    {
        double area = 0;
        long then = 0, now = 0;
        for (var i = 0; i + 1 < points.Values.Length; i++)
        {
            then += points.Then[i];
            now += points.Now[i];
            area += Math.Abs(((double)then / points.ThenTotal) - ((double)now / points.NowTotal)) * (points.Values[i + 1] - points.Values[i]);
        }

        return area;
    }
}
