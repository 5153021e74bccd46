using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Definitions;

namespace MLPlatform.Features.Tests.Definitions;

public sealed class DefinitionChangesTests
{
    private static readonly FeatureDefinitions None = new([], [], []);

    [Fact]
    public void Plan_new_definitions_are_version_one_with_key_columns_filled_in()
    {
        var plan = DefinitionChanges.Plan(None, Wanted());

        Assert.All(plan.Changes, change => Assert.Equal((ChangeKind.Created, 1), (change.Kind, change.Version)));
        Assert.Equal("port", plan.Result.Views[0].KeyColumns["port"]);
    }

    [Fact]
    public void Plan_the_same_again_changes_nothing() =>
        Assert.All(DefinitionChanges.Plan(DefinitionChanges.Plan(None, Wanted()).Result, Wanted()).Changes, change => Assert.Equal(ChangeKind.Unchanged, change.Kind));

    [Theory]
    [InlineData("ttl: 2d", ChangeKind.NewVersion)]
    [InlineData("owner: other", ChangeKind.Updated)]
    [InlineData("event-time: then", ChangeKind.NewVersion)]
    public void Plan_only_a_change_of_meaning_makes_a_version(string line, ChangeKind kind)
    {
        var change = DefinitionChanges.Plan(DefinitionChanges.Plan(None, Wanted()).Result, Wanted(line)).Changes.Single(change => change.Of == "view");

        Assert.Equal((kind, kind == ChangeKind.NewVersion ? 2 : 1), (change.Kind, change.Version));
    }

    [Fact]
    public void Plan_changed_source_makes_versions_of_the_views_that_read_it()
    {
        var current = DefinitionChanges.Plan(None, Wanted()).Result;
        var source = current.Sources[0] with { Sql = "SELECT 1" };

        var plan = DefinitionChanges.Plan(current, new FeatureDefinitions([], [source], []));

        var change = plan.Changes.Single(change => change.Of == "view");
        Assert.Equal((ChangeKind.NewVersion, 2, "changed: source calls"), (change.Kind, change.Version, change.Summary));
        Assert.Equal(2, plan.Result.Views[0].Version);
    }

    [Theory]
    [InlineData("entity: prot", "MLP-FEATURES-0001", "Did you mean `port`?")]
    [InlineData("from: cals", "MLP-FEATURES-0002", "Did you mean `calls`?")]
    [InlineData("keys: {prt: port}", "MLP-FEATURES-0003", "Its keys are port.")]
    public void Plan_unknown_reference_is_refused(string line, string code, string fix)
    {
        var refusal = Assert.Throws<PlatformException>(() => DefinitionChanges.Plan(None, Wanted(line)));

        Assert.Equal((code, fix), (refusal.Code.Id, refusal.Fix));
    }

    private static FeatureDefinitions Wanted(string? line = null)
    {
        var fields = new Dictionary<string, string> { ["view"] = "view: ports", ["entity"] = "entity: port", ["from"] = "from: calls", ["features"] = "features: [x]", ["owner"] = "owner: ops", ["ttl"] = "ttl: 1d", ["event-time"] = "event-time: at" };
        if (line is not null)
            fields[line.Split(':')[0]] = line;
        return FeatureYaml.Parse($"entity: port\n---\nsource: calls\nfiles: a.csv\n---\n{string.Join('\n', fields.Values)}\n", "/");
    }
}
