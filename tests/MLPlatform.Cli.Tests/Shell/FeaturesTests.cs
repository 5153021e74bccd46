using System.Text.Json;
using MLPlatform.Cli.Tests.Running;

namespace MLPlatform.Cli.Tests.Shell;

public sealed class FeaturesTests(TestHome home) : IClassFixture<TestHome>
{
    private const string Definitions = """
        source: visits
        files: FILES
        ---
        entity: shop
        keys: { shop: TYPE }
        ---
        view: shop_load
        entity: shop
        from: visits
        event-time: at
        window: [1h]
        features:
          visits: count()
        """;

    private const string Visits = "shop,at\nnorth,2001-01-01 10:00:00\nnorth,2001-01-01 10:30:00\nsouth,2001-01-01 10:45:00\n";

    [Fact]
    public async Task Apply_reads_standard_input_and_pull_answers_from_a_file()
    {
        home.Write("visits.csv", Visits);
        var rows = home.Write("rows.csv", "shop,asked\nnorth,2001-01-01 10:20:00\nnorth,2001-01-01 11:15:00\nwest,2001-01-01 11:15:00\n");

        var applied = await home.RunWithInputAsync(Yaml("visits.csv", "Text"), "features", "apply");
        var pulled = await home.SaysAsync("features", "pull", "shop_load", "--for", rows, "--at", "asked");

        Assert.Contains("applied 1 source, 1 entity, 1 view", applied.Output.Replace("1 entity, 1 source", "1 source, 1 entity", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("3 rows × 1 feature, correct in time (newest value known at `asked`)", pulled, StringComparison.Ordinal);
        Assert.Contains("@1", await home.SaysAsync("features", "show", "shop_load"), StringComparison.Ordinal);
        using var views = JsonDocument.Parse(await home.SaysAsync("features", "list", "--json"));
        using var rowsOfJson = JsonDocument.Parse(await home.SaysAsync("features", "pull", "shop_load", "--for", rows, "--at", "asked", "--json"));
        Assert.Equal("shop_load", views.RootElement[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Apply_of_a_file_does_not_wait_for_standard_input()
    {
        home.Write("good.csv", Visits);
        var file = home.Write("good.yaml", Yaml("good.csv", "Text"));

        // Its input stays open, as under a program that never closes it.
        await using var program = home.Start("features", "plan", "--file", file);
        var planned = await program.EndAsync(TimeSpan.FromMinutes(1));

        Assert.True(planned.ExitCode == 0, planned.ToString());
    }

    [Fact]
    public async Task Apply_of_a_corrupt_file_is_refused_and_applies_nothing()
    {
        home.Write("torn.parquet", "PAR1 and then the disk was full");
        var text = Yaml("torn.parquet", "Text").Replace("visits", "torn", StringComparison.Ordinal).Replace("shop", "stall", StringComparison.Ordinal);
        var file = home.Write("torn.yaml", text);

        Assert.Contains("torn.parquet", await home.RefusedAsync("MLP-DATA-0001", "features", "apply", "--file", file), StringComparison.Ordinal);

        await NothingOfAsync("stall", text, Visits.Replace("shop", "stall", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Apply_of_a_key_of_another_type_is_refused_and_applies_nothing()
    {
        home.Write("kiosks.csv", Visits.Replace("shop", "kiosk", StringComparison.Ordinal));
        var text = Yaml("kiosks.csv", "Int64").Replace("visits", "kiosks", StringComparison.Ordinal).Replace("shop", "kiosk", StringComparison.Ordinal);
        var file = home.Write("kiosks.yaml", text);

        Assert.Contains("`kiosk`", await home.RefusedAsync("MLP-FEATURES-0007", "features", "apply", "--file", file), StringComparison.Ordinal);

        await NothingOfAsync("kiosk", text, Visits.Replace("shop", "kiosk", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Life_of_a_service_from_plan_to_lineage()
    {
        home.Write("stops.csv", "stop,seen,delay\n007,2001-01-01 10:00:00,5\n007,2001-01-01 10:30:00,7\n9,2001-01-01 10:45:00,9\n");
        var rows = home.Write("asked.csv", "stop,asked\n\"007\",2001-01-01 10:20:00\nx,2001-01-01 11:15:00\n");
        const string Stops = "source: stops\nfiles: stops.csv\nsql: SELECT lpad(CAST(stop AS VARCHAR), 3, '0') AS stop, seen, delay FROM stops\n---\nentity: stop\n---\nview: stop_delay\nentity: stop\nfrom: stops\nevent-time: seen\nfeatures: {delay: delay, twice: 2 * delay}\ntags: {tier: gold}\n---\nservice: bus_model\nfeatures: ['stop_delay:delay']\n";
        var file = home.Write("stops.yaml", Stops);

        await home.SaysAsync("features", "apply", "--file", file);
        var changed = home.Write("stops2.yaml", Stops.Replace("2 * delay", "3 * delay", StringComparison.Ordinal).Replace("seen, delay FROM", "seen, delay + 100 AS delay FROM", StringComparison.Ordinal));
        var plan = await home.SaysAsync("features", "plan", "--file", changed);
        var pulled = await home.SaysAsync("features", "pull", "bus_model", "--for", rows, "--at", "asked");
        var explained = await home.SaysAsync("features", "pull", "bus_model", "--for", rows, "--at", "asked", "--explain");
        await home.SaysAsync("features", "apply", "--file", changed);
        var old = await home.SaysAsync("features", "pull", "stop_delay@1", "--for", rows, "--at", "asked");
        await home.SaysAsync("features", "materialize", "stop_delay@1");

        Assert.Contains("twice: 2 * delay → 3 * delay", plan, StringComparison.Ordinal);
        Assert.Contains("2 rows × 1 feature", pulled, StringComparison.Ordinal);
        Assert.Contains("one pass over the facts", explained, StringComparison.Ordinal);
        // The old version reads the source as it was.
        Assert.Contains("10", old, StringComparison.Ordinal);
        Assert.DoesNotContain("105", old, StringComparison.Ordinal);
        Assert.StartsWith("present", await home.SaysAsync("features", "online", "stop_delay@1", "stop=007"), StringComparison.Ordinal);
        Assert.Contains("stop_delay", await home.SaysAsync("features", "search", "--tag", "tier=gold"), StringComparison.Ordinal);
        var lineage = await home.SaysAsync("features", "lineage", "stop_delay@1");
        Assert.Contains("stops@1", lineage, StringComparison.Ordinal);
        Assert.Contains("training set", lineage, StringComparison.Ordinal);
        Assert.Contains("Did you mean `bus_model`?", await home.RefusedAsync("MLP-FEATURES-0004", "features", "lineage", "bus_modle"), StringComparison.Ordinal);
    }

    private static string Yaml(string file, string keyType) => Definitions.Replace("FILES", file, StringComparison.Ordinal).Replace("TYPE", keyType, StringComparison.Ordinal);

    // A plan of the same names over a readable file says what it would create: all of it.
    private async Task NothingOfAsync(string entity, string text, string rows)
    {
        Assert.DoesNotContain(entity, await home.SaysAsync("features", "list"), StringComparison.Ordinal);
        home.Write("readable.csv", rows);
        var yaml = System.Text.RegularExpressions.Regex.Replace(text.Replace("Int64", "Text", StringComparison.Ordinal), "files: .*", "files: readable.csv");
        var plan = await home.RunWithInputAsync(yaml, "features", "plan");
        Assert.True(plan.ExitCode == 0, plan.ToString());
        Assert.Equal(3, plan.Output.Split('\n').Count(line => line.TrimStart(' ', '│', '|').StartsWith('+')));
    }
}
