using System.Text.Json.Nodes;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;
using MLPlatform.Kernel.Session;
using Microsoft.CodeAnalysis.CSharp;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>Runs a notebook without a front end, on the session every front end uses.</summary>
public sealed class NotebookRunner(NotebookSession session, NotebookRunOptions options)
{
    // How long a cell that ran into its limit has to stop, before the run gives the session up.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly NotebookOutputs _outputs = new();

    /// <summary>Runs the file in its own folder and writes the executed notebook, whole or not at all, also when a cell failed.</summary>
    /// <param name="outputPath">May be the input's own path.</param>
    /// <exception cref="PlatformException">The file is no notebook, a parameter has no valid name, or the result could not be written.</exception>
    public async Task<NotebookRunResult> RunFileAsync(string path, string outputPath, CancellationToken interrupt = default)
    {
        var (from, to) = (Path.GetFullPath(path), Path.GetFullPath(outputPath));
        var notebook = await NotebookFile.ReadAsync(from, interrupt);
        var folder = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path.GetDirectoryName(from)!;
        try
        {
            return await RunAsync(notebook, interrupt);
        }
        finally
        {
            Environment.CurrentDirectory = folder;
            await WriteAsync(notebook, to);
        }
    }

    /// <summary>Runs the cells in order; outputs go into the notebook.</summary>
    public async Task<NotebookRunResult> RunAsync(NotebookFile notebook, CancellationToken interrupt = default)
    {
        var started = session.Options.Time.GetTimestamp();
        notebook.Upgrade();
        NotebookParameters.Inject(notebook, options.Parameters);
        var cells = notebook.Cells.Select((cell, index) => (cell, index)).Where(one => one.cell.IsCode).ToArray();
        foreach (var (cell, _) in cells)
            cell.SetOutputs([], null);
        var runnable = cells.Where(one => !string.IsNullOrWhiteSpace(one.cell.Source)).ToArray();
        var reports = new List<CellReport>();
        for (var i = 0; i < runnable.Length; i++)
        {
            var (cell, index) = runnable[i];
            var firstLine = FirstLine(cell.Source);
            options.Progress?.Invoke(new CellProgress(i + 1, runnable.Length, firstLine, null));
            var (result, lost) = await RunCellAsync(cell, cell.Kernel ?? notebook.DefaultKernel, interrupt);
            reports.Add(new CellReport(index, firstLine, result));
            options.Progress?.Invoke(new CellProgress(i + 1, runnable.Length, firstLine, result));
            if (lost || interrupt.IsCancellationRequested || (result.Status != CellStatus.Ok && !options.KeepGoing))
                break;
        }

        var exit = interrupt.IsCancellationRequested ? 130 : reports.All(report => report.Result.Status == CellStatus.Ok) ? 0 : 1;
        return new NotebookRunResult(exit, reports, session.Options.Time.GetElapsedTime(started))
        {
            NotRun = [.. runnable.Skip(reports.Count).Select(one => (one.index, FirstLine(one.cell.Source)))],
        };
    }

    private static string FirstLine(string source) => source.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)) ?? source.Trim();

    private async Task<(CellResult Result, bool Lost)> RunCellAsync(NotebookCell cell, string? kernel, CancellationToken interrupt)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        using var limit = options.CellTimeout is { } timeout ? new CancellationTokenSource(timeout, session.Options.Time) : null;
        await using var limited = limit?.Token.Register(stop.Cancel) ?? default;
        var recorder = new OutputRecorder(_outputs, options.Mirror) { ExecutionCount = session.NextExecutionCount };
        cell.SetOutputs(recorder.Take(), recorder.ExecutionCount);
        var running = session.RunAsync(new CellRequest(cell.Source, kernel), recorder, stop.Token);
        var lost = !await EndedAsync(running, stop.Token);
        var result = lost ? new CellResult(CellStatus.Interrupted, recorder.ExecutionCount) : await running;
        if (limit is { IsCancellationRequested: true } && result.Status == CellStatus.Interrupted && !interrupt.IsCancellationRequested)
            result = result with { Status = CellStatus.Error, Error = TimedOut(lost) };
        if (result.Error is { } error)
            recorder.Error(error);
        recorder.Take();
        return (result, lost);
    }

    private async Task<bool> EndedAsync(Task running, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopped.TrySetResult());
        if (await Task.WhenAny(running, stopped.Task) == running)
            return true;
        return await Task.WhenAny(running, Task.Delay(StopLimit, session.Options.Time, CancellationToken.None)) == running;
    }

    private CellError TimedOut(bool lost)
    {
        var refusal = new PlatformException(
            CellErrors.CellTimedOut,
            $"The cell ran longer than {Durations.Format(options.CellTimeout!.Value)}{(lost ? " and could not be stopped" : "")}.",
            "Raise `--timeout`, or make the cell do less.");
        return Errors.ExceptionText.Refused(refusal);
    }

    private async Task WriteAsync(NotebookFile notebook, string path)
    {
        string json;
        // Background work of a cell may still be writing.
        lock (_outputs.Gate)
        {
            Describe(notebook);
            json = NotebookFile.IsDib(path) ? DibNotebook.FromNotebook(notebook).Write() : notebook.ToJson();
        }

        await NotebookFile.WriteTextAsync(path, json, CancellationToken.None);
    }

    // What a Jupyter client takes from the kernel's kernel_info reply.
    private static void Describe(NotebookFile notebook) => notebook.SetLanguage(new JsonObject
    {
        ["file_extension"] = ".cs",
        ["mimetype"] = "text/x-csharp",
        ["name"] = "C#",
        ["pygments_lexer"] = "csharp",
        ["version"] = LanguageVersion.Latest.MapSpecifiedToEffectiveVersion().ToDisplayString(),
    });
}
