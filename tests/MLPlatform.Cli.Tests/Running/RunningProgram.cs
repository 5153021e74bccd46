using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace MLPlatform.Cli.Tests.Running;

internal sealed record Finished(int ExitCode, string Output, string Error)
{
    public string Said => Output + Error;

    /// <summary>For messages of failed assertions.</summary>
    public override string ToString() => $"exit code {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}

/// <summary>The built program as a process; killed when the test ends before it does.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Process _process;

    /// <param name="environment">Values over this process's own; null removes a variable.</param>
    public RunningProgram(string folder, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ROOT"] = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    // tests/X/bin/CONFIGURATION/FRAMEWORK: the program is built with the same two.
    private static string BuildFolder
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory);
            return System.IO.Path.GetFullPath(System.IO.Path.Combine(framework.FullName, "../../../../../src/MLPlatform.Cli/bin", framework.Parent!.Name, framework.Name, "linux-x64"));
        }
    }

    /// <summary>The built program.</summary>
    public static string Path => System.IO.Path.Combine(BuildFolder, "mlplatform");

    public TextWriter Input => _process.StandardInput;

    public string Output => Snapshot(_output);

    /// <summary>Waits for a text in the output.</summary>
    public async Task SaysAsync(string text)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(late.IsCancellationRequested || _process.HasExited, $"`{text}` was not said:\n{Output}\n{Snapshot(_error)}");
            await Task.Delay(50);
        }
    }

    public async Task<Finished> EndAsync(TimeSpan deadline)
    {
        using var late = new CancellationTokenSource(deadline);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException) when (_process.HasExited)
        {
            // What it started holds its pipes open; the process itself has ended.
            return new Finished(_process.ExitCode, Output, Snapshot(_error));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"mlplatform {string.Join(' ', _process.StartInfo.ArgumentList)} did not end within {deadline}\n{Output}\n{Snapshot(_error)}");
        }

        return new Finished(_process.ExitCode, Output, Snapshot(_error));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
            lock (text)
                text.AppendLine(line);
    }

    private static string Snapshot(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
