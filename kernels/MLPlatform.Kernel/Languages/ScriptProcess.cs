using System.Diagnostics;
using System.Text;
using MLPlatform.Jupyter.Clients;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Languages;

/// <summary>One interactive program and its pipes. Lines that start with a part's mark are the program's own words; everything else is the code's output.</summary>
internal sealed class ScriptProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly Task _readers;
    private readonly Lock _gate = new();
    private Part? _part;

    private ScriptProcess(Process process, TimeProvider time)
    {
        _process = process;
        _time = time;
        _readers = Task.WhenAll(ReadAsync(process.StandardOutput, error: false), ReadAsync(process.StandardError, error: true));
        _ = EndAsync();
    }

    public static ScriptProcess Start(ProcessStartInfo start, TimeProvider time) => new(Process.Start(start)!, time);

    /// <param name="interruptLimit">How long interrupted code has to stop.</param>
    /// <exception cref="EndedException">The program ended, by itself or because interrupted code went on.</exception>
    /// <exception cref="OperationCanceledException">The code was interrupted and stopped.</exception>
    public async Task<ScriptPart> RunAsync(string text, string mark, ICellOutput? output, TimeSpan interruptLimit, CancellationToken cancel)
    {
        var part = new Part(mark, output);
        lock (_gate)
            _part = part;
        await using var interrupt = cancel.Register(() => _ = InterruptAsync(part, interruptLimit));
        try
        {
            await _process.StandardInput.WriteAsync(text.AsMemory(), CancellationToken.None);
            await _process.StandardInput.FlushAsync(CancellationToken.None);
        }
        catch (IOException closed)
        {
            throw new EndedException(await ExitCodeAsync(), closed);
        }

        if (!await part.Ended.Task)
            throw new EndedException(await ExitCodeAsync());
        cancel.ThrowIfCancellationRequested();
        return new ScriptPart(part.Failed, part.Value, part.Errors.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _readers;
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private async Task InterruptAsync(Part part, TimeSpan limit)
    {
        if (!ProcessSignal.Interrupt(_process.Id))
            return;
        if (await Task.WhenAny(part.Ended.Task, Task.Delay(limit, _time)) != part.Ended.Task)
            _process.Kill(entireProcessTree: true);
    }

    private async Task EndAsync()
    {
        await _readers;
        lock (_gate)
            _part?.Ended.TrySetResult(false);
    }

    private async Task ReadAsync(StreamReader reader, bool error)
    {
        while (await reader.ReadLineAsync() is { } line)
            lock (_gate)
                _part?.Take(line, error);
    }

    /// <summary>The program is gone.</summary>
    public sealed class EndedException(int exitCode, Exception? inner = null) : Exception($"Exit code {exitCode}.", inner)
    {
        public int ExitCode { get; } = exitCode;
    }

    private sealed class Part(string mark, ICellOutput? output)
    {
        private bool _outputEnded;
        private bool _errorsEnded;

        /// <summary>False when the program ended first.</summary>
        public TaskCompletionSource<bool> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StringBuilder Errors { get; } = new();

        public string? Value { get; private set; }

        public bool Failed { get; private set; }

        public void Take(string line, bool error)
        {
            var at = line.IndexOf(mark, StringComparison.Ordinal);
            // Text printed without a line end stands in front of the mark.
            if (at != 0)
                Write(at < 0 ? line + "\n" : line[..at], error);
            if (at < 0)
                return;
            var word = line[(at + mark.Length)..];
            if (word.StartsWith(IScriptDialect.Value, StringComparison.Ordinal))
                Value = Encoding.UTF8.GetString(Convert.FromBase64String(word[IScriptDialect.Value.Length..]));
            Failed |= word == IScriptDialect.Failed;
            _outputEnded |= word is IScriptDialect.Done or IScriptDialect.Failed;
            _errorsEnded |= word == IScriptDialect.End;
            if (_outputEnded && _errorsEnded)
                Ended.TrySetResult(true);
        }

        private void Write(string text, bool error)
        {
            if (error)
                Errors.Append(text);
            output?.Write(text, error);
        }
    }
}
