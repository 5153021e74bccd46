using System.Text.Json;
using MLPlatform.Monitoring.Sketches;
using MLPlatform.Monitoring.Statistics;

namespace MLPlatform.Monitoring.Tests.Statistics;

public class AgainstSciPyTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "statistics.json"))).RootElement;

    public static TheoryData<string> Numbers => [.. Golden.GetProperty("numbers").EnumerateArray().Select(Name)];

    public static TheoryData<string> Categories => [.. Golden.GetProperty("categories").EnumerateArray().Select(Name)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Numbers_give_what_SciPy_gives(string name)
    {
        var expected = Golden.GetProperty("numbers").EnumerateArray().Single(@case => Name(@case) == name);
        double[] then = Doubles(expected, "then"), now = Doubles(expected, "now");
        var points = Points.Pair(Distribution(then), Distribution(now));
        var statistic = KolmogorovSmirnov.Statistic(points);
        Assert.Equal(Number(expected, "ks"), statistic, 1e-12);
        Assert.Equal(Number(expected, "ksP"), KolmogorovSmirnov.PValue(statistic, then.Length, now.Length), 1e-9);
        Assert.Equal(Number(expected, "wasserstein"), Wasserstein.Distance(points), 1e-9);
        Assert.Equal(Number(expected, "psi"), PopulationStability.Index(Bins.Of(points)), 1e-9);
        var sketch = ColumnSketch.Of(new Frames.Column<double>("x", then));
        Assert.Equal(Number(expected, "mean"), sketch.Mean!.Value, Math.Abs(sketch.Mean!.Value) * 1e-12);
        Assert.Equal(Number(expected, "std"), sketch.Deviation()!.Value, 1e-7);
    }

    [Theory]
    [MemberData(nameof(Categories))]
    public void Categories_give_what_SciPy_gives(string name)
    {
        var expected = Golden.GetProperty("categories").EnumerateArray().Single(@case => Name(@case) == name);
        var bins = new Bins([.. Doubles(expected, "then").Select(count => (long)count)], [.. Doubles(expected, "now").Select(count => (long)count)]);
        Assert.Equal(Number(expected, "jensenShannon"), JensenShannon.Distance(bins), 1e-9);
        Assert.Equal(Number(expected, "chi2P"), ChiSquare.PValue(bins), 1e-12);
        Assert.Equal(Number(expected, "psi"), PopulationStability.Index(bins), 1e-9);
        if (expected.TryGetProperty("zP", out var p))
            Assert.Equal(p.GetDouble(), ProportionTest.PValue(bins), 1e-12);
    }

    [Fact]
    public void KolmogorovSmirnov_asymptotic_agrees_with_exact_where_they_meet()
    {
        foreach (var statistic in new[] { 0.02, 0.04 })
        {
            var exact = KolmogorovSmirnov.PValue(statistic, 1_000, 30_000);
            var asymptotic = KolmogorovSmirnov.PValue(statistic, 1_000, 30_001);
            Assert.InRange(asymptotic, exact - 0.005, exact + 0.005);
        }
    }

    private static Distribution Distribution(double[] values)
    {
        var builder = new DistributionBuilder();
        foreach (var value in values)
            builder.Add(value);
        return builder.Build();
    }

    private static string Name(JsonElement @case) => @case.GetProperty("name").GetString()!;

    private static double Number(JsonElement @case, string name) => @case.GetProperty(name).GetDouble();

    private static double[] Doubles(JsonElement @case, string name) => [.. @case.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
}
