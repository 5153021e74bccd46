using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Tests.Tree;

public sealed class MonitorCommandTests
{
    private readonly CommandTree _tree = new();

    [Theory]
    [InlineData("monitor flights", "monitor")]
    [InlineData("monitor check flights --least-auc 0.6", "monitor check")]
    [InlineData("monitor labels flights --in @rows --label late", "monitor labels")]
    [InlineData("monitor performance flights", "monitor performance")]
    [InlineData("monitor silence flights --for 6h", "monitor silence")]
    [InlineData("endpoints canary flights m@2 --weight 0.1 --header X-Try=yes --promote", "endpoints canary")]
    [InlineData("endpoints benchmark flights --rate 500 --for 30s", "endpoints benchmark")]
    [InlineData("endpoints batch flights --in a.parquet --to b.parquet", "endpoints batch")]
    public void Words_lead_to_the_command(string line, string path) =>
        Assert.Equal(path, CommandTree.Path(_tree.Parse(line.Split(' ')).CommandResult.Command));

    [Fact]
    public void Help_of_monitor_lists_what_is_below_it()
    {
        var help = CommandHelp.Of(_tree.Root.Subcommands.Single(command => command.Name == "monitor"), "#!mlplatform");

        Assert.Contains("- `ENDPOINT` – An endpoint.", help, StringComparison.Ordinal);
        Assert.Contains("- `monitor check` – Look for trouble", help, StringComparison.Ordinal);
    }
}
