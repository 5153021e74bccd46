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

    [Fact]
    public void Plan_changed_source_gets_a_version_and_views_pin_it()
    {
        var current = DefinitionChanges.Plan(None, Wanted()).Result;

        var plan = DefinitionChanges.Plan(current, new FeatureDefinitions([], [current.Sources[0] with { Sql = "SELECT 1" }], []));

        Assert.Equal((1, 1), (current.Sources[0].Version, current.Views[0].SourceVersion));
        Assert.Equal((2, 2), (plan.Result.Sources[0].Version, plan.Result.Views[0].SourceVersion));
        Assert.Equal(["sql none → SELECT 1"], plan.Changes.Single(change => change.Of == "source").Details);
        Assert.Equal(["source calls is now @2"], plan.Changes.Single(change => change.Of == "view").Details);
    }

    [Fact]
    public void Plan_records_of_before_sources_had_versions_count_as_the_first()
    {
        var current = DefinitionChanges.Plan(None, Wanted()).Result;
        var old = current with { Sources = [current.Sources[0] with { Version = 0 }], Entities = [current.Entities[0] with { Version = 0 }], Views = [current.Views[0] with { SourceVersion = 0, EntityVersion = 0 }] };

        Assert.All(DefinitionChanges.Plan(old, Wanted()).Changes, change => Assert.Equal((ChangeKind.Unchanged, 1), (change.Kind, change.Version)));
        Assert.Equal(2, DefinitionChanges.Plan(old, new FeatureDefinitions([], [old.Sources[0] with { Sql = "SELECT 1" }], [])).Result.Sources[0].Version);
    }

    [Fact]
    public void Plan_says_what_is_different_line_by_line()
    {
        var current = DefinitionChanges.Plan(None, Wanted()).Result;

        var change = DefinitionChanges.Plan(current, Wanted("features: {x: 2 * x, y: y}")).Changes.Single(change => change.Of == "view");
        var labels = DefinitionChanges.Plan(current, Wanted("features: {x: {sensitivity: personal, description: who}}")).Changes.Single(change => change.Of == "view");

        Assert.Equal(["x: x → 2 * x", "+ y: y"], change.Details);
        Assert.Equal((ChangeKind.Updated, 1), (labels.Kind, labels.Version));
        Assert.Equal(["description of x", "sensitivity of x Public → Personal"], labels.Details);
    }

    [Fact]
    public void Plan_service_pins_versions_until_it_is_applied_again()
    {
        var service = FeatureYaml.Parse("service: arrivals\nfeatures: [ports, 'ports:x']", "/");
        var current = DefinitionChanges.Plan(DefinitionChanges.Plan(None, Wanted()).Result, service).Result;

        var later = DefinitionChanges.Plan(current, Wanted("ttl: 9d"));
        var again = DefinitionChanges.Plan(later.Result, service);

        Assert.Equal(["ports@1", "ports@1:x"], current.Services[0].Features);
        Assert.Equal(["ports@1", "ports@1:x"], later.Result.Services[0].Features);
        Assert.Equal((ChangeKind.NewVersion, 2), (again.Changes[0].Kind, again.Changes[0].Version));
        Assert.Equal(["+ ports@2", "+ ports@2:x", "- ports@1", "- ports@1:x"], again.Changes[0].Details);
    }

    [Theory]
    [InlineData("service: s\nfeatures: [prts]", "MLP-FEATURES-0004", "Did you mean `ports`?")]
    [InlineData("service: s\nfeatures: ['ports@7']", "MLP-FEATURES-0004", "The newest is 1.")]
    [InlineData("service: s\nfeatures: ['ports:y']", "MLP-FEATURES-0005", "Did you mean `x`?")]
    [InlineData("service: s\nfeatures: ['ports@']", "MLP-FEATURES-0004", "Write `view`, `view@3` or `view:feature`.")]
    [InlineData("service: ports\nfeatures: [ports]", "MLP-FEATURES-0003", "A pull takes either by name: call one of them differently.")]
    public void Plan_service_of_what_is_not_there_is_refused(string yaml, string code, string fix)
    {
        var refusal = Assert.Throws<PlatformException>(() => DefinitionChanges.Plan(DefinitionChanges.Plan(None, Wanted()).Result, FeatureYaml.Parse(yaml, "/")));

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
