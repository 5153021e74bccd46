using System.Diagnostics;
using System.Text;

namespace EndToEndTests.Running;

internal sealed record Finished(int ExitCode, string Output, string Error)
{
    /// <summary>For messages of failed assertions.</summary>
    public override string ToString() => $"exit code {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}

/// <summary>A child with pipes for its output, ended with all its descendants when the test ends.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Process _process;

    /// <param name="environment">Values over this process's own; null removes a variable.</param>
    public ChildProcess(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string folder)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Snapshot(_output);

    public string Error => Snapshot(_error);

    /// <summary>Waits for the end; a child that misses the deadline is killed and its output is part of the failure.</summary>
    public async Task<Finished> EndAsync(TimeSpan deadline)
    {
        using var late = new CancellationTokenSource(deadline);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            // Services the child started hold its pipes open, so only the process itself is asked.
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                Assert.Fail($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} did not end within {deadline}\n{Output}\n{Error}");
            }
        }

        return new Finished(_process.ExitCode, Output, Error);
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
