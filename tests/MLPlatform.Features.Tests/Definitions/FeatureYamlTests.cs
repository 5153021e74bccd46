using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Json;
using MLPlatform.Features.Definitions;

namespace MLPlatform.Features.Tests.Definitions;

public sealed class FeatureYamlTests
{
    private const string Text = """
        entity: origin
        keys: {airport: Text}
        ---
        source: flights
        files: flights.parquet
        sql: SELECT *, seen + INTERVAL 1 HOUR AS landed FROM flights
        ---
        # a view as in the story
        entity: origin
        view: origin_load
        keys: {airport: origin}
        from: flights
        window: [1h, 24h, 7d]
        event-time: seen
        known-at: landed                 # a delay is known once the flight has landed
        features:
          departures: count()
          mean_delay: avg(delay)
          late_share: avg(delay > 15)
        ttl: 7d
        owner: ops
        tags: {tier: gold}
        """;

    private static readonly JsonSerializerOptions Readable = new(ContractsJson.Default.Options) { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public void Parse_story_gives_the_committed_definitions()
    {
        var parsed = FeatureYaml.Parse(Text, "/data");

        Golden.Equal("definitions.json", JsonSerializer.Serialize(parsed, Readable) + "\n");
        Assert.Equal("/data/flights.parquet", parsed.Sources[0].Files["flights"]);
        Assert.Equal(["departures", "mean_delay", "late_share"], parsed.Views[0].Features.Select(feature => feature.Name));
    }

    [Theory]
    [InlineData("definitions.json")]
    [InlineData("definitions-before-services.json")]
    public void Committed_definitions_can_still_be_read(string file)
    {
        var read = JsonSerializer.Deserialize(Golden.Text(file), ContractsJson.Default.FeatureDefinitions)!;

        Assert.All(DefinitionChanges.Plan(read, FeatureYaml.Parse(Text, "/data")).Changes, change => Assert.Equal(ChangeKind.Unchanged, change.Kind));
    }

    [Fact]
    public void Parse_list_of_definitions_and_short_forms()
    {
        var parsed = FeatureYaml.Parse("- entity: airport\n- {source: airports, files: [a.csv]}\n- view: airports\n  entity: airport\n  from: airports\n  features: [latitude, longitude]\n", "/d");

        Assert.Equal(new JoinKey("airport", ColumnType.Text), parsed.Entities[0].Keys.Single());
        Assert.Equal("/d/a.csv", parsed.Sources[0].Files["airports"]);
        Assert.Equal(new FeatureDefinition("longitude", "longitude"), parsed.Views[0].Features[1]);
    }

    [Fact]
    public void Parse_labels_sensitivity_sql_and_services()
    {
        var parsed = FeatureYaml.Parse(
            """
            source: visits
            files: data/*.csv
            owner: ops
            tags: [raw]
            ---
            view: shops
            entity: shop
            from: visits
            sql: SELECT shop, max(at) AS seen, any_value(mail) AS mail FROM visits GROUP BY shop;
            event-time: seen
            features:
              mail: {sensitivity: personal, description: of the owner}
              upper: {sql: upper(mail), sensitivity: Restricted}
            ---
            service: campaign
            features: [shops, 'other@2:x']
            owner: marketing
            """,
            "/d");

        Assert.Equal(("/d/data/*.csv", "ops"), (parsed.Sources[0].Files["visits"], parsed.Sources[0].Owner));
        Assert.True(parsed.Sources[0].Tags.ContainsKey("raw"));
        Assert.Equal("SELECT shop, max(at) AS seen, any_value(mail) AS mail FROM visits GROUP BY shop", parsed.Views[0].Sql);
        Assert.Equal(new FeatureDefinition("mail", "mail") { Sensitivity = Sensitivity.Personal, Description = "of the owner" }, parsed.Views[0].Features[0]);
        Assert.Equal(new FeatureDefinition("upper", "upper(mail)") { Sensitivity = Sensitivity.Restricted }, parsed.Views[0].Features[1]);
        Assert.Equal(["shops", "other@2:x"], parsed.Services[0].Features);
        Assert.Equal("marketing", parsed.Services[0].Owner);
    }

    [Fact]
    public void Build_in_csharp_equals_yaml()
    {
        var view = new FeatureViewBuilder("origin_load", "origin", "flights").Key("airport", "origin").Windows("1h", "24h", "7d").EventTime("seen").KnownAt("landed")
            .Feature("departures", "count()").Feature("mean_delay", "avg(delay)").Feature("late_share", "avg(delay > 15)").Ttl("7d").Owner("ops").Tag("tier", "gold").Build();
        var yaml = FeatureYaml.Parse(Text, "/data");

        var changes = DefinitionChanges.Plan(yaml, new FeatureDefinitions([], [], [view])).Changes;

        Assert.Equal(ChangeKind.Unchanged, Assert.Single(changes).Kind);
    }

    [Theory]
    [InlineData("view: a\nentity: e\nfrom: s\nfeatures: {x: {sql: x, sensitivity: secrt}}", "Restricted")]
    [InlineData("view: a\nentity: e\nfrom: s\nfeatures: {x: {sqll: x}}", "Did you mean `sql`?")]
    [InlineData("service: a", "no features")]
    [InlineData("service: a\nfeatures: {x: y}", "are a list")]
    [InlineData("source: s\nsql: SELECT 1\nfiles: ['a/*.csv', b.csv]", "Name it: files: {name: folder/*.csv}.")]
    [InlineData("viw: a", "neither")]
    [InlineData("view: a\nentity: e\nfrom: s\nfetures: {x: x}", "Did you mean `features`?")]
    [InlineData("view: a\nentity: e\nfrom: s\nfetures: {x: x}", "(line 4)")]
    [InlineData("view: a\nentity: e\nfeatures: {x: x}", "lacks `from`")]
    [InlineData("view: a__b\nentity: e\nfrom: s\nfeatures: {x: x}", "`a__b` is no name")]
    [InlineData("view: a\nentity: e\nfrom: s", "no features")]
    [InlineData("view: a\nentity: e\nfrom: s\nwindow: 1h\nfeatures: {x: count()}", "no time")]
    [InlineData("view: a\nentity: e\nfrom: s\nevent-time: t\nwindow: 1x\nfeatures: {x: count()}", "`1x`")]
    [InlineData("view: a\nentity: e\nfrom: s\nevent-time: t\nwindow: 1h\nfeatures: {x: agv(y)}", "Did you mean `avg(…)`?")]
    [InlineData("view: a\nentity: e\nfrom: s\nevent-time: t\nwindow: 1h\nfeatures: {x: avg(y) + 1}", "one call")]
    [InlineData("view: a\nentity: e\nfrom: s\nevent-time: t\nwindow: 1h\nfeatures: {x: sum()}", "what to aggregate")]
    [InlineData("view: a\nentity: e\nfrom: s\nttl: {}\nfeatures: {x: x}", "Text was expected")]
    [InlineData("entity: e\nkeys: {k: Txt}", "Did you mean `Text`?")]
    [InlineData("source: s", "lacks `files`")]
    [InlineData("source: s\nfiles: {a: a.csv, b: b.csv}", "no `sql`")]
    [InlineData("view: [", "malformed at line")]
    [InlineData("", "defines nothing")]
    public void Parse_bad_text_is_refused_with_the_place_and_a_fix(string text, string expected)
    {
        var refusal = Assert.Throws<PlatformException>(() => FeatureYaml.Parse(text, "/"));

        Assert.Equal(FeatureErrors.BadDefinition, refusal.Code);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }
}
