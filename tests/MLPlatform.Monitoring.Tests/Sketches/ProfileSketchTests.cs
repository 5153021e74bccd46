using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Monitoring.Sketches;

namespace MLPlatform.Monitoring.Tests.Sketches;

public class ProfileSketchTests
{
    private static readonly string?[] Origins = ["JFK", "ATL", "JFK", null, "ORD"];

    private static string Golden => Read("profile-2.json");

    private static string First => Read("profile.json");

    private static Frame Sample() => new(
        new Column<double>("delay", new[] { 5.0, -3, 5, double.NaN, 0.5 }, new byte[] { 0b01111 }),
        new Column<int>("distance", new[] { 200, 300, 200, 1000, 50 }),
        new BoolColumn("late", new[] { true, false, false, true, false }),
        TextColumn.Of("origin", Origins));

    [Fact]
    public void ToJson_is_the_format_that_is_kept() => Assert.Equal(Golden, ProfileSketch.Of(Sample()).ToJson());

    [Fact]
    public void FromJson_of_the_kept_files_reads_on()
    {
        Assert.Equal(Golden, ProfileSketch.FromJson(Golden).ToJson());
        Assert.Equal(Golden, ProfileSketch.FromJson(First).ToJson());
    }

    [Fact]
    public void FromJson_of_a_coarse_profile_is_the_same_profile()
    {
        var profile = ProfileSketch.Of(new Frame(new Column<double>("x", Enumerable.Range(0, 5_000).Select(i => Math.Sqrt(i)).ToArray())));
        Assert.False(profile.Columns[0].Numbers!.Exact);
        Assert.Equal(profile.ToJson(), ProfileSketch.FromJson(profile.ToJson()).ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"schema\": 3, \"rows\": 1, \"columns\": []}")]
    public void FromJson_of_anything_else_is_refused(string json) =>
        Assert.Equal(DataErrors.FileUnreadable, Assert.Throws<PlatformException>(() => ProfileSketch.FromJson(json)).Code);

    [Fact]
    public void Merge_of_parts_is_the_whole()
    {
        var whole = ProfileSketch.Of(Sample());
        var merged = ProfileSketch.Of(Sample().Slice(0, 2)).Merge(ProfileSketch.Of(Sample().Slice(2, 3)));
        Assert.Equal(whole.Rows, merged.Rows);
        Assert.Equal(whole.Columns.Select(column => column.Numbers?.Counts.Sum()), merged.Columns.Select(column => column.Numbers?.Counts.Sum()));
        Assert.Equal(whole.Find("distance")!.Mean!.Value, merged.Find("distance")!.Mean!.Value, 1e-9);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)).TrimEnd();
}
