using System.Text.Json;
using MLPlatform.Cli.Tests.Running;

namespace MLPlatform.Cli.Tests.Shell;

[Collection(SharedHome.Name)]
public sealed class PlatformCommandsTests(TestHome home)
{
    [Fact]
    public async Task Status_says_where_this_works()
    {
        var said = await home.SaysAsync("status");

        Assert.Contains("local · project `default`", said, StringComparison.Ordinal);
        Assert.Contains("store sqlite", said, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"home {home.Folder}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_as_json_is_json()
    {
        using var status = JsonDocument.Parse(await home.SaysAsync("status", "--json"));

        Assert.Equal(home.Folder, status.RootElement.GetProperty("home").GetString());
        Assert.Equal("default", status.RootElement.GetProperty("principal").GetProperty("project").GetString());
    }

    [Theory]
    [InlineData("0 feature views", "features", "list")]
    [InlineData("0 registered models", "models", "list")]
    [InlineData("0 endpoints", "endpoints", "list")]
    [InlineData("0 jobs", "jobs", "list")]
    public async Task List_of_an_empty_home_is_empty(string says, params string[] arguments) =>
        Assert.Equal(says, (await home.SaysAsync(arguments)).Split('\n')[0]);

    [Fact]
    public async Task Explain_a_code_tells_what_to_do()
    {
        var said = await home.SaysAsync("explain", "mlp-features-0004");

        Assert.Contains("MLP-FEATURES-0004 no such feature view", said, StringComparison.Ordinal);
        Assert.Contains("mlplatform features list", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_what_is_no_code_names_the_nearest() =>
        Assert.Contains("Did you mean `MLP-FEATURES-0004`?", await home.RefusedAsync("MLP-COMMAND-0003", "explain", "MLP-FEATURE-0004"), StringComparison.Ordinal);

    [Fact]
    public async Task Config_show_origin_names_file_and_line()
    {
        home.Write("mlplatform.yaml", "# of this project\nproject: orchard\n");

        var lines = (await home.SaysAsync("config", "show", "--origin")).Split('\n');

        File.Delete(Path.Combine(home.Work, "mlplatform.yaml"));
        Assert.Contains("mlplatform.yaml:2", Assert.Single(lines, line => line.Contains("orchard", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("default", Assert.Single(lines, line => line.TrimStart().StartsWith("target ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_command_names_the_nearest() =>
        Assert.Contains("Did you mean `features`?", await home.RefusedAsync("MLP-COMMAND-0001", "featurs", "list"), StringComparison.Ordinal);

    [Fact]
    public async Task Unknown_view_is_refused() => await home.RefusedAsync("MLP-FEATURES-0004", "features", "show", "nothing_of_this_name");

    [Fact]
    public async Task Deploy_of_an_unknown_model_leaves_no_endpoint()
    {
        await home.RefusedAsync("MLP-MODEL-0001", "endpoints", "deploy", "nothing@champion", "--name", "nothing");

        Assert.DoesNotContain("nothing", await home.SaysAsync("endpoints", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_run_and_job_are_refused()
    {
        await home.RefusedAsync("MLP-TRACKING-0002", "runs", "show", "tidy-heron-27");
        await home.RefusedAsync("MLP-JOB-0001", "jobs", "attach", "0199a1b2");
    }
}
