using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Sdk.Features;

namespace MLPlatform.Sdk.Tests.Features;

public sealed class CatalogTests
{
    private static readonly Catalog Known = new(
        [new Entity { Name = "airport", Keys = [new JoinKey("airport", ColumnType.Text)] }],
        [SourceOf("flights", "a.parquet"), SourceOf("airports", "b.csv")],
        []);

    [Fact]
    public void Source_unknown_names_the_nearest()
    {
        var refusal = Assert.Throws<PlatformException>(() => Known.Source("flihgts"));

        Assert.Equal(FeatureErrors.UnknownSource, refusal.Code);
        Assert.Equal("Did you mean `flights`?", refusal.Fix);
    }

    [Fact]
    public void Source_unlike_any_lists_what_there_is() =>
        Assert.Equal("There are flights, airports.", Assert.Throws<PlatformException>(() => Known.Source("telemetry")).Fix);

    [Fact]
    public void Entity_of_an_empty_catalog_says_so()
    {
        var refusal = Assert.Throws<PlatformException>(() => new Catalog([], [], []).Entity("airport"));

        Assert.Equal(FeatureErrors.UnknownEntity, refusal.Code);
        Assert.Equal("There are none yet.", refusal.Fix);
    }

    [Fact]
    public void With_what_is_wanted_wins_over_what_there_is()
    {
        var after = Known.With(new FeatureDefinitions([], [SourceOf("flights", "new.parquet")], []));

        Assert.Equal("new.parquet", after.Source("flights").Files["flights"]);
        Assert.Equal("b.csv", after.Source("airports").Files["airports"]);
        Assert.Equal(2, after.Sources.Count);
    }

    private static DataSource SourceOf(string name, string file) => new() { Name = name, Files = new Dictionary<string, string> { [name] = file } };
}
