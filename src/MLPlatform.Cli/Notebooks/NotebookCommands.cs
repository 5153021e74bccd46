using System.CommandLine;
using System.Globalization;
using MLPlatform.Cli.Shell;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;
using MLPlatform.Kernel.Notebooks;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Cli.Notebooks;

/// <summary><c>mlplatform notebook run FILE</c>: a notebook without Jupyter and without Python.</summary>
internal static class NotebookCommands
{
    public static Command Build()
    {
        var file = new Argument<string>("FILE") { Description = "An .ipynb file." };
        var output = new Option<string?>("-o", "--output") { Description = "Where the executed notebook is written; beside the input as NAME.executed.ipynb when left out.", HelpName = "FILE" };
        var parameters = new Option<string[]>("-p", "--parameter") { Description = "A value for the cell tagged `parameters`.", HelpName = "NAME=VALUE" };
        var timeout = new Option<string?>("--timeout") { Description = "Longest time for one cell, such as 10m.", HelpName = "DURATION" };
        var keepGoing = new Option<bool>("--keep-going") { Description = "Go on behind a failed cell." };
        var run = new Command("run", "Run every cell and write the executed notebook.") { file, output, parameters, timeout, keepGoing };
        run.SetAction((parsed, cancel) => ShellErrors.GuardAsync(async () =>
        {
            using var terminal = TerminalDisplay.OfConsole();
            var path = parsed.GetRequiredValue(file);
            return await RunAsync(
                path,
                parsed.GetValue(output) ?? Path.ChangeExtension(path, ".executed.ipynb"),
                new NotebookRunOptions { Parameters = Values(parsed.GetValue(parameters) ?? []), CellTimeout = Limit(parsed.GetValue(timeout)), KeepGoing = parsed.GetValue(keepGoing), Mirror = new TerminalOutput(terminal) },
                terminal,
                cancel);
        }));
        return new Command("notebook", "Notebooks from the shell.") { run };
    }

    /// <summary>Runs a notebook and says at its end which cells took how long.</summary>
    public static async Task<int> RunAsync(string path, string output, NotebookRunOptions options, TerminalDisplay terminal, CancellationToken cancel)
    {
        await using var session = PlatformNotebook.Create();
        var result = await new NotebookRunner(session, options with { Progress = progress => Announce(progress, terminal) }).RunFileAsync(path, output, cancel);
        if (result.Failed is { Result.Error: { } error } failed)
            terminal.Write(string.Create(CultureInfo.InvariantCulture, $"✗ cell {failed.Index + 1} `{failed.FirstLine}`\n{string.Join('\n', error.Traceback)}\n"), error: true);
        terminal.Show(new Report(string.Create(CultureInfo.InvariantCulture, $"**{result.Cells.Count(cell => cell.Result.Status == CellStatus.Ok)} of {Spelled.Count(result.Cells.Count, "cell")} ran** in {Spelled.Time(result.Elapsed)} → `{Path.GetFullPath(output)}`")).ToBundle());
        return result.ExitCode;
    }

    private static void Announce(CellProgress progress, TerminalDisplay terminal)
    {
        var name = progress.FirstLine.Length > 60 ? progress.FirstLine[..59] + "…" : progress.FirstLine;
        if (progress.Result is null)
            terminal.Write(string.Create(CultureInfo.InvariantCulture, $"[{progress.Number}/{progress.Count}] {name}\n"));
        else
            terminal.Write(string.Create(CultureInfo.InvariantCulture, $"{(progress.Result.Status == CellStatus.Ok ? "  ✓" : "  ✗")} {Spelled.Time(progress.Result.Elapsed)}\n"));
    }

    private static Dictionary<string, string> Values(string[] words)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new PlatformException(CommandErrors.BadValue, $"`-p {word}` is not NAME=VALUE.", "Write -p rounds=100.");
            values[word[..at]] = word[(at + 1)..];
        }

        return values;
    }

    private static TimeSpan? Limit(string? text) => text is null ? null
        : Durations.TryParse(text, out var limit) ? limit
        : throw new PlatformException(CommandErrors.BadValue, $"`--timeout {text}` is no duration.", "Write 90s, 15m, 2h or 7d.");
}
