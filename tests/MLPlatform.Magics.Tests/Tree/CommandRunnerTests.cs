using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Connection;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Frames;
using MLPlatform.Kernel.Session;
using MLPlatform.Magics.Tree;
using MLPlatform.Sdk;

namespace MLPlatform.Magics.Tests.Tree;

/// <summary>What is refused before any control plane is asked: there is none here, and none may be started.</summary>
public sealed class CommandRunnerTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("mlp-magics-");
    private readonly RecordingDisplay _display = new();
    private readonly NotebookSession _session = TestSession.Create();
    private readonly Platform _platform;

    public CommandRunnerTests() => _platform = new Platform(PlatformHome.At(_home.FullName), () => _display, TimeProvider.System, StartMode.Never);

    [Fact]
    public async Task RunAsync_output_variable_in_the_shell_is_refused() =>
        await RefusedAsync(CommandErrors.BadValue, "`-o views`", null, "features", "list", "-o", "views");

    [Fact]
    public async Task RunAsync_notebook_value_in_the_shell_is_refused() =>
        await RefusedAsync(CellErrors.ValueNotFound, "there is no notebook here", null, "runs", "show", "@run");

    [Fact]
    public async Task RunAsync_train_in_the_shell_is_refused() =>
        await RefusedAsync(CommandErrors.BadValue, "there is no notebook here", null, "train");

    [Fact]
    public async Task RunAsync_unknown_notebook_value_names_the_nearest()
    {
        await _session.Values.SetAsync("trips", Trips, CancellationToken.None);
        await RefusedAsync(CellErrors.ValueNotFound, "Did you mean `@trips`?", _session, "features", "pull", "v", "--for", "@tirps", "--at", "t");
    }

    [Fact]
    public async Task RunAsync_value_of_another_kind_is_refused()
    {
        await _session.Values.SetAsync("answer", 42, CancellationToken.None);
        await RefusedAsync(CommandErrors.BadValue, "`@answer` is not a frame", _session, "features", "pull", "v", "--for", "@answer", "--at", "t");
        await RefusedAsync(CommandErrors.BadValue, "`@answer` is a Int32, not a run", _session, "runs", "show", "@answer");
    }

    [Theory]
    [InlineData("`--timeout soon` is no duration", "--timeout", "soon")]
    [InlineData("`--in trips.parquet` is no notebook value", "--in", "trips.parquet")]
    [InlineData("`--in @trips` comes twice", "--in", "@trips", "--in", "@trips")]
    public async Task RunAsync_train_refuses_before_it_submits(string says, params string[] options)
    {
        await _session.Values.SetAsync("trips", Trips, CancellationToken.None);
        await RefusedAsync(CommandErrors.BadValue, says, _session, ["train", .. options]);
    }

    [Fact]
    public async Task RunAsync_unreadable_definition_file_is_refused() =>
        await RefusedAsync(DataErrors.FileUnreadable, "absent.yaml` can't be read", null, "features", "apply", "--file", Path.Combine(_home.FullName, "absent.yaml"));

    [Fact]
    public async Task RunAsync_area_alone_shows_its_help()
    {
        await RunAsync(null, "models");

        Assert.Contains("Where a model version came from", Assert.Single(_display.Texts), StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _session.DisposeAsync();

    public void Dispose()
    {
        _platform.Dispose();
        _home.Delete(recursive: true);
    }

    private static Frame Trips => new(new Column<long>("t", new[] { 1L, 2L }));

    private async Task RefusedAsync(ErrorCode code, string says, NotebookSession? session, params string[] words)
    {
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => RunAsync(session, words));

        Assert.Equal(code, refusal.Code);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    private Task RunAsync(NotebookSession? session, params string[] words) =>
        new CommandRunner(new CommandTree(), _platform, TimeProvider.System).RunAsync(words, "", "#!mlplatform", _display, session, CancellationToken.None);
}
