using System.CommandLine;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Tests.Tree;

public sealed class CommandHelpTests
{
    private readonly CommandTree _tree = new();

    [Fact]
    public void Of_an_area_reads_as_approved() => Golden.Equal("help-endpoints.md", CommandHelp.Of(Command("endpoints"), "#!mlplatform"));

    [Fact]
    public void Of_a_command_reads_as_approved() => Golden.Equal("help-features-pull.md", CommandHelp.Of(Command("features", "pull"), "mlplatform"));

    [Fact]
    public void Of_the_root_lists_every_area() =>
        Assert.All(_tree.Root.Subcommands, area => Assert.Contains($"- `{area.Name}` – {area.Description}", CommandHelp.Of(_tree.Root, "#!mlplatform"), StringComparison.Ordinal));

    [Fact]
    public void Of_every_command_shows_its_options_and_examples() =>
        Assert.All(CommandTree.Leaves(_tree.Root), leaf =>
        {
            var help = CommandHelp.Of(leaf, "#!mlplatform");
            Assert.All(leaf.Options, option => Assert.Contains(option.Name, help, StringComparison.Ordinal));
            Assert.All(leaf.Examples, example => Assert.Contains($"    #!mlplatform {example}", help, StringComparison.Ordinal));
        });

    private Command Command(params string[] path) => path.Aggregate((Command)_tree.Root, (at, name) => at.Subcommands.Single(sub => sub.Name == name));
}
