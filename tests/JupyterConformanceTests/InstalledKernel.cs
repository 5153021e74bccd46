using System.Diagnostics;
using System.Reflection;

namespace JupyterConformanceTests;

/// <summary>The built program, installed as a kernel into a Jupyter of its own that is deleted afterwards.</summary>
public sealed class InstalledKernel : IAsyncLifetime
{
    // Debian's interpreter carries the Jupyter packages; another one on the path would not see them.
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("mlp-conformance-");

    private static string Program => Environment.GetEnvironmentVariable("MLPLATFORM_PROGRAM")
        ?? typeof(InstalledKernel).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(value => value.Key == "Program").Value!;

    public async Task InitializeAsync()
    {
        var (code, output) = await RunAsync(Program, "kernel", "install", "--replace-dotnet-interactive");
        Assert.True(code == 0, output);
    }

    public Task DisposeAsync()
    {
        _home.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs a script of the folder Python to its end.</summary>
    public async Task PassesAsync(string script, params string[] arguments)
    {
        var (code, output) = await RunAsync(Python, ["-W", "ignore", Path.Combine(AppContext.BaseDirectory, "Python", script), .. arguments]);
        Assert.True(code == 0, output);
    }

    public async Task<(int Code, string Output)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _home.FullName };
        start.Environment["JUPYTER_DATA_DIR"] = Path.Combine(_home.FullName, "jupyter");
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(_home.FullName, "runtime");
        start.Environment["MLPLATFORM_HOME"] = Path.Combine(_home.FullName, "mlplatform");
        start.Environment["MLPLATFORM_PROGRAM"] = Program;
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} did not end within {Patience}.");
        }
    }

    public string DataFolder => Path.Combine(_home.FullName, "jupyter");

    public Task<(int Code, string Output)> RunProgramAsync(params string[] arguments) => RunAsync(Program, arguments);
}
