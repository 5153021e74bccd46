using System.CommandLine;
using System.Globalization;
using MLPlatform.Cli.Shell;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Notebooks;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Cli.Notebooks;

/// <summary><c>mlplatform notebook run|convert FILE</c>: notebooks without Jupyter and without Python.</summary>
internal static class NotebookCommands
{
    private const int MostSlowest = 5;

    public static Command Build() => new("notebook", "Notebooks from the shell.") { Run(), Convert() };

    /// <summary>Runs a notebook and says at its end which cells took how long.</summary>
    public static async Task<int> RunAsync(string path, string output, NotebookRunOptions options, TerminalDisplay terminal, CancellationToken cancel, string? junit = null)
    {
        await using var session = PlatformNotebook.Create();
        await using var view = new RunView(terminal, TerminalDisplay.IsLive, TimeProvider.System);
        var result = await new NotebookRunner(session, options with { Progress = view.Announce }).RunFileAsync(path, output, cancel);
        if (result.Failed is { Result.Error: { } error } failed)
            terminal.Write(string.Create(CultureInfo.InvariantCulture, $"✗ cell {failed.Index + 1} `{failed.FirstLine}`\n{string.Join('\n', error.Traceback)}\n"), error: true);
        terminal.Show(Summary(result, output).ToBundle());
        if (junit is not null)
            await WriteAsync(junit, JUnitReport.Write(Path.GetFileName(path), result), cancel);
        return result.ExitCode;
    }

    private static Command Run()
    {
        var file = new Argument<string>("FILE") { Description = "An .ipynb or .dib file." };
        var output = new Option<string?>("-o", "--output") { Description = "Where the executed notebook is written; beside the input as NAME.executed.ipynb when left out.", HelpName = "FILE" };
        var parameters = new Option<string[]>("-p", "--parameter") { Description = "A value for the cell tagged `parameters`.", HelpName = "NAME=VALUE" };
        var timeout = new Option<string?>("--timeout") { Description = "Longest time for one cell, such as 10m.", HelpName = "DURATION" };
        var keepGoing = new Option<bool>("--keep-going") { Description = "Go on behind a failed cell." };
        var junit = new Option<string?>("--junit") { Description = "Also write the result as JUnit XML, one test a cell.", HelpName = "FILE" };
        var run = new Command("run", "Run every cell and write the executed notebook. Exit code 0: all ran; 1: a cell failed; 130: interrupted.") { file, output, parameters, timeout, keepGoing, junit };
        run.SetAction((parsed, cancel) => ShellErrors.GuardAsync(async () =>
        {
            using var terminal = TerminalDisplay.OfConsole();
            var path = parsed.GetRequiredValue(file);
            return await RunAsync(
                path,
                parsed.GetValue(output) ?? Path.ChangeExtension(path, ".executed.ipynb"),
                new NotebookRunOptions
                {
                    Parameters = NotebookOptions.Parameters(parsed.GetValue(parameters) ?? []),
                    CellTimeout = NotebookOptions.Limit(parsed.GetValue(timeout)),
                    KeepGoing = parsed.GetValue(keepGoing),
                    Mirror = new TerminalOutput(terminal),
                },
                terminal,
                cancel,
                parsed.GetValue(junit));
        }));
        return run;
    }

    private static Command Convert()
    {
        var file = new Argument<string>("FILE") { Description = "An .ipynb or .dib file." };
        var output = new Option<string?>("-o", "--output") { Description = "Where to write; the ending says which format. Beside the input in the other format when left out.", HelpName = "FILE" };
        var convert = new Command("convert", "Turn an .ipynb into a .dib, or a .dib into an .ipynb.") { file, output };
        convert.SetAction((parsed, cancel) => ShellErrors.GuardAsync(async () =>
        {
            using var terminal = TerminalDisplay.OfConsole();
            var path = parsed.GetRequiredValue(file);
            var target = parsed.GetValue(output) ?? Path.ChangeExtension(path, IsDib(path) ? ".ipynb" : ".dib");
            if (Path.GetFullPath(target) == Path.GetFullPath(path))
                throw new PlatformException(CommandErrors.BadValue, $"`{path}` would be written over itself.", "Name another file with `-o`.");
            if (!IsDib(target) && Path.GetExtension(target) != ".ipynb")
                throw new PlatformException(CommandErrors.BadValue, $"`{target}` ends neither in .ipynb nor in .dib.", "The ending of `-o` says which format to write.");
            var notebook = await NotebookFile.ReadAsync(path, cancel);
            var outputs = IsDib(target) ? notebook.Cells.Count(cell => cell.Outputs.Count > 0) : 0;
            await notebook.WriteAsync(target, cancel);
            terminal.Show(new Report($"**{Spelled.Count(notebook.Cells.Count, "cell")}** → `{Path.GetFullPath(target)}`{(outputs > 0 ? $"; a .dib has no outputs, those of {Spelled.Count(outputs, "cell")} stay behind" : "")}").ToBundle());
            return 0;
        }));
        return convert;
    }

    private static Report Summary(NotebookRunResult result, string output)
    {
        var ran = result.Cells.Count(cell => cell.Result.Status == CellStatus.Ok);
        var headline = string.Create(CultureInfo.InvariantCulture, $"**{ran} of {Spelled.Count(result.Cells.Count + result.NotRun.Count, "cell")} ran** in {Spelled.Time(result.Elapsed)} → `{Path.GetFullPath(output)}`");
        if (result.Cells.Count <= MostSlowest)
            return new Report(headline);
        var slowest = result.Cells.OrderByDescending(cell => cell.Result.Elapsed).Take(MostSlowest);
        return new Report(headline, Table.Of(["slowest", "cell", "time"], [.. slowest.Select(cell => new[] { cell.FirstLine, (cell.Index + 1).ToString(CultureInfo.InvariantCulture), Spelled.Time(cell.Result.Elapsed) })]));
    }

    private static bool IsDib(string path) => Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase);

    private static async Task WriteAsync(string path, string text, CancellationToken cancel)
    {
        try
        {
            await File.WriteAllTextAsync(path, text, cancel);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(DataErrors.NotWritten, $"`{path}` could not be written.", refused.Message, refused);
        }
    }
}
