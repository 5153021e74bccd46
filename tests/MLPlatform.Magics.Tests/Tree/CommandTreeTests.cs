using System.CommandLine.Parsing;
using MLPlatform.Contracts.Errors;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Tests.Tree;

public sealed class CommandTreeTests
{
    [Theory]
    [InlineData("2001-06-30T18:00:00", 18)]
    [InlineData("2001-06-30T18:00:00Z", 18)]
    [InlineData("2001-06-30T18:00:00+02:00", 16)]
    public void Parse_a_time_without_a_zone_is_utc(string written, int hour)
    {
        var parsed = new CommandTree().Parse(["features", "materialize", "--to", written]);

        Assert.Equal(hour, parsed.GetValue<DateTimeOffset?>("--to")!.Value.UtcDateTime.Hour);
    }

    [Fact]
    public void Parse_what_is_no_time_is_refused_with_its_form()
    {
        var refused = Assert.Throws<PlatformException>(() => new CommandTree().Parse(["features", "materialize", "--to", "yesterday"]));

        Assert.Equal(CommandErrors.BadValue, refused.Code);
        Assert.Contains("`yesterday` does not fit `--to`", refused.Message, StringComparison.Ordinal);
    }

    private readonly CommandTree _tree = new();

    public static TheoryData<string> Examples => [.. CommandTree.Leaves(new CommandTree().Root).SelectMany(leaf => leaf.Examples)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Parse_every_example_is_a_line_of_the_command_that_shows_it(string example)
    {
        var parsed = _tree.Parse(Words(example));

        Assert.Contains(example, Assert.IsType<PlatformCommand>(parsed.CommandResult.Command, exactMatch: false).Examples);
    }

    [Fact]
    public void Leaves_each_have_a_summary_and_an_example() =>
        Assert.All(CommandTree.Leaves(_tree.Root), leaf =>
        {
            Assert.NotEmpty(leaf.Examples);
            Assert.EndsWith(".", leaf.Description, StringComparison.Ordinal);
            Assert.All(leaf.Options.Where(option => option != leaf.OutputVariable), option => Assert.False(string.IsNullOrEmpty(option.Description), option.Name));
        });

    [Theory]
    [InlineData("featurs list", "MLP-COMMAND-0001", "There is no command `featurs`. Did you mean `features`?")]
    [InlineData("features aply", "MLP-COMMAND-0001", "`features` takes no `aply`. Did you mean `apply`?")]
    [InlineData("runs zzzzzz", "MLP-COMMAND-0001", "There are list, show, compare.")]
    [InlineData("features list extra", "MLP-COMMAND-0001", "`features list` takes no `extra`. `features list --help` shows what it takes.")]
    [InlineData("features pull v --for @t --att x", "MLP-COMMAND-0002", "`features pull` has no option `--att`. Did you mean `--at`?")]
    [InlineData("features list --wide-and-long", "MLP-COMMAND-0002", "`features list --help` shows what it takes.")]
    [InlineData("--jsn", "MLP-COMMAND-0002", "There is no option `--jsn`.")]
    [InlineData("features pull v --for @trips", "MLP-COMMAND-0004", "`features pull` needs `--at COLUMN`.")]
    [InlineData("features pull --for @trips --at x", "MLP-COMMAND-0004", "`features pull` needs `VIEW`.")]
    [InlineData("runs compare @one", "MLP-COMMAND-0004", "`runs compare` needs more of `RUN`.")]
    [InlineData("models register @run --name", "MLP-COMMAND-0004", "`--name` needs a value.")]
    [InlineData("endpoints deploy m --port many", "MLP-COMMAND-0003", "`many` does not fit `--port`. Give a whole number.")]
    [InlineData("endpoints deploy m --capture most", "MLP-COMMAND-0003", "`most` does not fit `--capture`. Give a number.")]
    [InlineData("features materialize --to yesterday", "MLP-COMMAND-0003", "`yesterday` does not fit `--to`. Give a time, such as 2001-06-30T18:00:00Z.")]
    [InlineData("endpoints deploy m --port 1 --port 2", "MLP-COMMAND-0003", "`--port` takes one value.")]
    public void Parse_what_does_not_fit_is_refused_by_name(string line, string code, string says)
    {
        var refusal = Assert.Throws<PlatformException>(() => _tree.Parse(Words(line)));

        Assert.Equal(code, refusal.Code.Id);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("features")]
    [InlineData("features pull --help")]
    [InlineData("-h")]
    public void Parse_an_area_or_a_question_asks_for_help(string line) => Assert.NotNull(_tree.Parse(Words(line)));

    [Theory]
    [InlineData("features apply", true)]
    [InlineData("features plan", true)]
    [InlineData("train --in @train --name a", true)]
    [InlineData("features list", false)]
    [InlineData("endpoints deploy m", false)]
    public void TakesBody_only_where_text_belongs_to_the_command(string line, bool takes) => Assert.Equal(takes, _tree.Find(Words(line))!.TakesBody);

    [Fact]
    public void Find_an_area_is_no_command() => Assert.Null(_tree.Find(["features"]));

    private static string[] Words(string line) => [.. CommandLineParser.SplitCommandLine(line)];
}
