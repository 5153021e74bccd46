using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlaneClient;

namespace MLPlatform.Sdk.Jobs;

/// <summary>A training request as a workload: frames as Parquet files, the cell beside them, all by content hash.</summary>
internal sealed class TrainingPack(ControlPlane controlPlane, TrainingRequest request, string folder)
{
    private readonly List<TrainingInput> _inputs = [];
    private readonly List<(string File, string Path)> _files = [];
    private readonly List<DatasetInput> _datasets = [];
    private readonly List<PullReceipt> _pulls = [];

    /// <summary>The frames as MLflow records data sets.</summary>
    public IReadOnlyList<DatasetInput> Datasets => _datasets;

    /// <summary>What the job would look like, with nothing uploaded.</summary>
    public async Task<WorkloadSpec> MeasureAsync(CancellationToken cancel)
    {
        await WriteInputsAsync(cancel);
        return Spec(null, [.. _files.Select(file => new WorkloadInput(file.Path, "", new FileInfo(file.File).Length))]);
    }

    public async Task WriteInputsAsync(CancellationToken cancel)
    {
        foreach (var (variable, frame) in request.Inputs)
        {
            var hash = frame.ContentHash();
            var file = Path.Combine(folder, variable + ".parquet");
            await Task.Run(() => frame.WriteParquet(file), cancel);
            _files.Add((file, Path.Combine("inputs", variable + ".parquet")));
            _inputs.Add(new TrainingInput(variable, Path.Combine("inputs", variable + ".parquet"), hash));
            _datasets.Add(DatasetSource.Of(variable, frame, hash));
            _pulls.AddRange(await controlPlane.Features.ReceiptsAsync(hash, cancel));
        }

        if (request.CheckpointFolder is { } checkpoint)
            _files.AddRange(Directory.EnumerateFiles(checkpoint).Select(file => (file, Path.Combine(WorkloadFolders.Checkpoint, Path.GetFileName(file)))));
    }

    /// <summary>Uploads what the store lacks.</summary>
    public async Task<WorkloadSpec> UploadAsync(string runId, CancellationToken cancel)
    {
        var workload = new TrainingWorkload
        {
            RunId = runId,
            Source = request.Source,
            Usings = request.Usings,
            Inputs = _inputs,
            Pulls = [.. _pulls.DistinctBy(pull => pull.ContentHash)],
            KeyColumns = await KeyColumnsAsync(cancel),
            Outputs = request.Outputs.Count == 0 ? null : request.Outputs,
            Parameters = request.Parameters.Count == 0 ? null : request.Parameters,
        };
        var description = Path.Combine(folder, TrainingWorkload.FileName);
        await File.WriteAllTextAsync(description, JsonSerializer.Serialize(workload, WorkloadJson.Default.TrainingWorkload), cancel);
        var blobs = new List<WorkloadInput>();
        foreach (var (file, path) in _files.Append((description, TrainingWorkload.FileName)))
            blobs.Add(new WorkloadInput(path, await controlPlane.Blobs.PutFileAsync(file, cancel), new FileInfo(file).Length));
        return Spec(runId, blobs);
    }

    public List<Tag> Tags() =>
    [
        new(RunTags.Target, request.Target),
        new(RunTags.CodeHash, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Source)))),
        new(RunTags.SourceType, "NOTEBOOK"),
        new(RunTags.User, Environment.UserName),
        .. request.Tags,
        .. GitCommit.Of(Environment.CurrentDirectory) is { } commit ? [new Tag(RunTags.GitCommit, commit)] : Array.Empty<Tag>(),
    ];

    private WorkloadSpec Spec(string? runId, IReadOnlyList<WorkloadInput> inputs) => new()
    {
        Name = request.Name,
        Kind = WorkloadKind.Job,
        Command = ["{mlplatform}", "worker", "--folder", "{folder}"],
        Inputs = inputs,
        Outputs = request.Outputs,
        Resources = request.Resources,
        Timeout = request.Timeout,
        Retries = request.Retries,
        BudgetUsd = request.BudgetUsd,
        RunId = runId,
    };

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> KeyColumnsAsync(CancellationToken cancel)
    {
        var entities = (await controlPlane.Features.EntitiesAsync(cancel)).ToDictionary(entity => entity.Name);
        var keys = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (view, version) in _pulls.SelectMany(pull => pull.FeatureColumns).Select(column => (column.View, column.ViewVersion)).Distinct())
        {
            var definition = await controlPlane.Features.ViewAsync(view, version, cancel);
            keys[view] = [.. entities[definition.Entity].Keys.Select(key => definition.KeyColumns.GetValueOrDefault(key.Name, key.Name))];
        }

        return keys;
    }
}
