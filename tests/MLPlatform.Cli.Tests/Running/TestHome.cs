namespace MLPlatform.Cli.Tests.Running;

/// <summary>A platform home of its own, empty at the start, stopped and deleted at the end.</summary>
public sealed class TestHome : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    // Short, because a socket's path holds 107 bytes at most.
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mlp-cli-");

    public string Folder => Path.Combine(_root.FullName, "home");

    /// <summary>Where the program is called, and where tests put their files.</summary>
    public string Work => Path.Combine(_root.FullName, "work");

    internal IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["MLPLATFORM_HOME"] = Folder,
        ["XDG_RUNTIME_DIR"] = Path.Combine(_root.FullName, "run"),
        ["MLPLATFORM_EXE"] = null,
        ["MLPLATFORM_PROJECT"] = null,
        ["MLPLATFORM_TARGET"] = null,
        ["MLPLATFORM_PORT"] = null,
        ["MLFLOW_TRACKING_URI"] = null,
    };

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(Work);
        Directory.CreateDirectory(Path.Combine(_root.FullName, "run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await RunAsync("down");
        _root.Delete(recursive: true);
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Work, name);
        File.WriteAllText(path, text);
        return path;
    }

    internal RunningProgram Start(params string[] arguments) => new(Work, Environment, arguments);

    internal Task<Finished> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    internal async Task<Finished> RunWithInputAsync(string input, params string[] arguments)
    {
        await using var program = Start(arguments);
        await program.Input.WriteAsync(input);
        program.Input.Close();
        return await program.EndAsync(Deadline);
    }

    internal async Task<string> SaysAsync(params string[] arguments)
    {
        var finished = await RunAsync(arguments);
        Assert.True(finished.ExitCode == 0, finished.ToString());
        return finished.Output;
    }

    /// <summary>Runs what has to be refused: the code, exit code 1, one line, no stack trace.</summary>
    internal async Task<string> RefusedAsync(string code, params string[] arguments) => Refused(code, await RunAsync(arguments));

    internal static string Refused(string code, Finished finished)
    {
        Assert.True(finished.ExitCode == 1, finished.ToString());
        Assert.EndsWith($"({code})", finished.Error.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Said, StringComparison.Ordinal);
        return finished.Error;
    }
}

/// <summary>Tests that only read a home, or leave it as it was, share one control plane.</summary>
[CollectionDefinition(Name)]
public sealed class SharedHome : ICollectionFixture<TestHome>
{
    public const string Name = "one home";
}
