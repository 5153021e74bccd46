using System.Text.RegularExpressions;
using MLPlatform.Cli.Tests.Running;

namespace MLPlatform.Cli.Tests.Shell;

public sealed partial class HomeTests(TestHome home) : IClassFixture<TestHome>
{
    [Fact]
    public async Task Up_twice_at_once_gives_one_control_plane()
    {
        var both = await Task.WhenAll(home.RunAsync("up"), home.RunAsync("up"));

        Assert.All(both, up => Assert.True(up.ExitCode == 0, up.ToString()));
        Assert.Single(both.Select(up => Process().Match(up.Output).Value).Distinct());
    }

    [Fact]
    public async Task Down_says_what_it_stopped_and_then_that_nothing_runs()
    {
        await home.SaysAsync("up");

        Assert.Contains("stopped control plane", await home.SaysAsync("down"), StringComparison.Ordinal);
        Assert.Contains("nothing to stop", await home.SaysAsync("down"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/proc/mlplatform")]
    [InlineData("/dev/null")]
    [InlineData("/dev/null/home")]
    public async Task Home_that_no_one_can_write_is_refused(string folder)
    {
        await using var program = new RunningProgram(home.Work, new Dictionary<string, string?>(home.Environment) { ["MLPLATFORM_HOME"] = folder }, "status");

        Assert.Contains($"`{folder}", TestHome.Refused("MLP-CONFIG-0003", await program.EndAsync(TimeSpan.FromMinutes(1))), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"process \d+")]
    private static partial Regex Process();
}
