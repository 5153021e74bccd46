using System.Globalization;
using System.Text.Json;
using MLPlatform.Cli.Notebooks;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Connection;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;
using MLPlatform.Frames;
using MLPlatform.Kernel.Session;
using MLPlatform.Monitoring.Sketches;
using MLPlatform.Sdk;
using MLPlatform.Sdk.Jobs;
using MLPlatform.Sdk.Runs;
using MLPlatform.Targets.Journal;
using MLPlatform.Training.Models;

namespace MLPlatform.Cli.Worker;

/// <summary><c>mlplatform worker --folder DIR</c>: runs one training cell as an attempt of a job and logs what it returns as the run's model.</summary>
internal static class TrainingWorker
{
    private const string ProfileFile = "profile.json";

    /// <summary>Folder of a run's artifacts that holds what <c>--out</c> names.</summary>
    private const string Outputs = "outputs";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <param name="folder">The attempt's folder, with the workload and its inputs.</param>
    /// <returns>0 when the cell succeeded and all it made is stored.</returns>
    public static async Task<int> RunAsync(string folder, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        var attempt = int.Parse(Environment.GetEnvironmentVariable("MLPLATFORM_ATTEMPT") ?? "1", CultureInfo.InvariantCulture);
        using var journal = JournalWriter.Open(Environment.GetEnvironmentVariable("MLPLATFORM_JOURNAL") ?? Path.Combine(folder, JournalWriter.FileName), attempt, time);
        await using var beats = time.CreateTimer(_ => journal.Heartbeat(), null, Heartbeat, Heartbeat);
        var output = new JournalOutput(journal);
        string? failure;
        try
        {
            failure = await RunAsync(folder, output, journal, time, cancel);
        }
        catch (PlatformException refused)
        {
            failure = refused.Message;
        }
        catch (OutOfMemoryException full)
        {
            // What the cell holds may leave too little even to describe its error; out here that memory is free again.
            failure = OutOfMemory(full.Message);
        }

        await beats.DisposeAsync();
        journal.Exit(failure is null ? 0 : 1, failure);
        return failure is null ? 0 : 1;
    }

    private static async Task<string?> RunAsync(string folder, JournalOutput output, JournalWriter journal, TimeProvider time, CancellationToken cancel)
    {
        var workload = JsonSerializer.Deserialize(await File.ReadAllTextAsync(Path.Combine(folder, TrainingWorkload.FileName), cancel), WorkloadJson.Default.TrainingWorkload)!;
        var alone = Environment.GetEnvironmentVariable(ProcessVariables.RunInJournal) is { Length: > 0 };
        using var platform = new Platform(PlatformHome.FromEnvironment(), () => output, time, alone ? StartMode.Never : StartMode.IfNeeded);
        await using var run = alone
            ? platform.Runs.Write(new JournalRun(journal, workload.RunId, folder), workload.RunId, workload.RunId)
            : await platform.Runs.ResumeAsync(workload.RunId, cancel);
        try
        {
            var failure = await RunAsync(workload, platform, run, folder, output, cancel);
            if (failure is not null)
                run.Fail();
            return failure;
        }
        catch
        {
            run.Fail();
            throw;
        }
    }

    private static async Task<string?> RunAsync(TrainingWorkload workload, Platform platform, ActiveRun run, string folder, JournalOutput output, CancellationToken cancel)
    {
        await using var session = new NotebookSession(new SessionOptions(new WorkerGlobals(platform, run), PlatformNotebook.References, [.. PlatformNotebook.Usings, .. workload.Usings], [], TimeProvider.System));
        foreach (var input in workload.Inputs)
            await session.Values.SetAsync(input.Variable, Frame.FromParquet(Path.Combine(folder, input.Path)), cancel);
        foreach (var parameter in workload.Parameters ?? [])
        {
            await session.Values.SetAsync(parameter.Name, parameter.Value, cancel);
            run.LogParameter("set." + parameter.Name, parameter.Text);
        }

        var cell = await session.RunAsync(new CellRequest(workload.Source), output, cancel);
        if (cell.Error is { } error)
        {
            output.Write(string.Join('\n', error.Traceback) + "\n", error: true);
            return error.Name == nameof(OutOfMemoryException) ? OutOfMemory(error.Message) : $"{error.Name}: {error.Message}";
        }

        if (session.LastResult is ITrainedModel model)
            await LogAsync(model, workload, run, folder, cancel);
        foreach (var path in workload.Outputs ?? [])
        {
            if (!await LogOutputAsync(path, run, folder, cancel))
                return $"The cell did not leave `{path}`. ({JobErrors.OutputMissing})";
        }

        return null;
    }

    private static string OutOfMemory(string message) => $"Out of memory: {message} ({JobErrors.OutOfMemory})";

    private static async Task<bool> LogOutputAsync(string path, ActiveRun run, string folder, CancellationToken cancel)
    {
        var full = Path.Combine(folder, path);
        if (Directory.Exists(full))
            await run.LogFolderAsync(full, $"{Outputs}/{path.TrimEnd('/')}", cancel);
        else if (File.Exists(full))
            await run.LogFileAsync(full, Path.GetDirectoryName(path) is { Length: > 0 } parent ? $"{Outputs}/{parent}" : Outputs, cancel);
        else
            return false;
        return true;
    }

    private static async Task LogAsync(ITrainedModel model, TrainingWorkload workload, ActiveRun run, string folder, CancellationToken cancel)
    {
        run.LogParameters(model);
        var files = Path.Combine(folder, RunTags.ModelFolder);
        var rows = run.TrainingRows;
        model.Save(files, FeaturesOf(model, workload), workload.Inputs.Count > 0 ? workload.Inputs[0].ContentHash : null, rows is null ? null : ProfileFile);
        if (rows is not null)
        {
            var seen = rows.Select(model.Inputs.Select(input => input.Name)).With(new Column<double>(model.Outputs[0].Name, model.Predict(rows)));
            await File.WriteAllTextAsync(Path.Combine(files, ProfileFile), ProfileSketch.Of(seen).ToJson(), cancel);
        }

        await File.WriteAllTextAsync(Path.Combine(files, "cell.csx"), workload.Source, cancel);
        run.SetTag(RunTags.ModelSource, await run.LogFolderAsync(files, RunTags.ModelFolder, cancel));
    }

    // A model reads at the door those views whose columns are among its inputs, with the keys the view was joined on.
    private static List<ModelFeatureView> FeaturesOf(ITrainedModel model, TrainingWorkload workload)
    {
        var inputs = model.Inputs.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. workload.Pulls.SelectMany(pull => pull.FeatureColumns)
                .Where(column => inputs.Contains(column.Column))
                .DistinctBy(column => column.Column)
                .GroupBy(column => (column.View, column.ViewVersion))
                .Select(view => new ModelFeatureView(view.Key.View, view.Key.ViewVersion, workload.KeyColumns[view.Key.View], [.. view])),
        ];
    }
}
