using MLPlatform.Contracts.Features;
using MLPlatform.Sdk.Features;

namespace MLPlatform.Sdk.Tests.Features;

public sealed class FeatureSearchTests
{
    private static readonly FeatureSearch Search = new(
        new Catalog(
            [new Entity { Name = "airport", Keys = [new JoinKey("code", ColumnType.Text)], Version = 1 }],
            [new DataSource { Name = "flights", Files = new Dictionary<string, string> { ["flights"] = "/data/flights-3m.parquet" }, Owner = "data" }],
            [
                View("origin_load", "ops", "gold", new FeatureDefinition("mean_delay", "avg(delay)")),
                View("delay_history", "ml", "raw", new FeatureDefinition("count", "count()") { Description = "flights per day" }),
                View("weather", "ops", "gold", new FeatureDefinition("wind", "wind")),
            ])
        { Services = [new FeatureService { Name = "late", Version = 1, Features = ["origin_load@1"] }] },
        [new ViewUse("origin_load@1", 3, 0, []), new ViewUse("origin_load@2", 2, 0, []), new ViewUse("weather@1", 1, 0, [])]);

    [Fact]
    public void Find_puts_names_before_features_and_says_where()
    {
        var hits = Search.Find("DELAY", new FeatureFilter());

        Assert.Equal([("delay_history", "name"), ("origin_load", "feature mean_delay")], hits.Select(hit => (hit.Name, hit.Found)));
        Assert.Equal(5, hits[1].Pulls);
    }

    [Theory]
    [InlineData("per day", "delay_history")]
    [InlineData("3m.parquet", "flights")]
    [InlineData("tier=raw", "delay_history")]
    [InlineData("origin_load@1", "late")]
    [InlineData("wind ops", "weather")]
    [InlineData("wind ml", "")]
    public void Find_needs_every_word_somewhere(string text, string names) =>
        Assert.Equal(names, string.Join(' ', Search.Find(text, new FeatureFilter()).Select(hit => hit.Name)));

    [Fact]
    public void Find_filters_by_tag_owner_and_entity()
    {
        Assert.Equal(["origin_load", "weather"], Search.Find("", new FeatureFilter(Tag: "tier=gold")).Select(hit => hit.Name));
        Assert.Equal(["delay_history"], Search.Find("", new FeatureFilter(Tag: "tier", Owner: "ML")).Select(hit => hit.Name));
        Assert.Equal(4, Search.Find("", new FeatureFilter(Entity: "airport")).Count);
    }

    private static FeatureView View(string name, string owner, string tier, FeatureDefinition feature) => new()
    {
        Name = name,
        Version = 1,
        Entity = "airport",
        Source = "flights",
        KeyColumns = new Dictionary<string, string>(),
        Features = [feature],
        Owner = owner,
        Tags = new Dictionary<string, string> { ["tier"] = tier },
    };
}
