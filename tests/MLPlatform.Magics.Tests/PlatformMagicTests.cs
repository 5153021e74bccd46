using MLPlatform.Frames;
using MLPlatform.Kernel.Session;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Tests;

public sealed class PlatformMagicTests : IAsyncLifetime
{
    private readonly NotebookSession _session = TestSession.Create();
    private readonly PlatformMagic _magic = new(() => new CommandTree(), tree => new CommandRunner(tree, platform: null!, TimeProvider.System));

    [Theory]
    [InlineData("", "features", "train", "runs", "models", "endpoints", "monitor", "jobs", "status")]
    [InlineData("fe", "features")]
    [InlineData("features ", "apply", "list", "pull", "materialize")]
    [InlineData("features p", "pull", "plan")]
    [InlineData("features pull v --", "--for", "--at", "--latest-value", "--json")]
    [InlineData("features pull v --f", "--for")]
    [InlineData("models register @run --name m --al", "--alias")]
    public void Complete_offers_what_can_come_next(string typed, params string[] expected)
    {
        var items = Texts(typed);

        Assert.Superset(expected.ToHashSet(), items.ToHashSet());
        Assert.All(items, item => Assert.StartsWith(typed[(typed.LastIndexOf(' ') + 1)..], item, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("features ")]
    [InlineData("fe")]
    public void Complete_offers_each_word_once_and_no_words_of_another_level(string typed)
    {
        var items = Texts(typed);

        Assert.Equal(items.Distinct(), items);
        Assert.DoesNotContain("train", items);
    }

    [Fact]
    public async Task Complete_after_an_at_sign_offers_the_notebooks_values()
    {
        await _session.Values.SetAsync("train", new Frame(new Column<long>("a", new[] { 1L })), CancellationToken.None);

        var found = _magic.Complete("train --in @tr", "train --in @tr".Length, _session.Values);

        Assert.Equal("@train", Assert.Single(found.Items).Text);
        Assert.Equal(("train --in ".Length, "train --in @tr".Length), (found.Start, found.End));
    }

    [Fact]
    public void Complete_in_the_middle_looks_at_what_stands_before() =>
        Assert.Contains("models", _magic.Complete("mo register", 2, _session.Values).Items.Select(item => item.Text));

    [Theory]
    [InlineData("train --in @a", true)]
    [InlineData("features apply", true)]
    [InlineData("status", false)]
    [InlineData("no such thing", false)]
    public void TakesBody_follows_the_command(string arguments, bool takes) => Assert.Equal(takes, _magic.TakesBody(arguments));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _session.DisposeAsync();

    private List<string> Texts(string typed) => [.. _magic.Complete(typed, typed.Length, _session.Values).Items.Select(item => item.Text)];
}
