using System.Globalization;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlaneClient;
using MLPlatform.Frames;
using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Sdk.Monitoring;

/// <summary>Runs a training job again: the newest one of a name, with the same code, a run of its own, and other inputs where some are given.</summary>
internal static class Retraining
{
    /// <summary>Tag of the new run: why it was started.</summary>
    public const string EvidenceTag = "mlplatform.retrain.evidence";

    private const int MostEvidence = 4_000;

    /// <param name="inputs">Variable → frame, instead of what the job was given then.</param>
    /// <exception cref="PlatformException">There is no training job of this name, or it reads no such variable.</exception>
    public static async Task<JobRecord> SubmitAsync(ControlPlane controlPlane, string name, IReadOnlyDictionary<string, Frame> inputs, string evidence, CancellationToken cancel)
    {
        var jobs = (await controlPlane.Jobs.ListAsync(cancel)).Where(job => job.Spec.Inputs.Any(input => input.Path == TrainingWorkload.FileName)).ToArray();
        var last = jobs.Where(job => job.Spec.Name == name).MaxBy(job => job.CreatedAt)
            ?? throw new PlatformException(JobErrors.NotFound, $"There is no training job called `{name}`.", Nearest.To(name, jobs.Select(job => job.Spec.Name)) is { } near ? $"Did you mean `{near}`?" : "`mlplatform jobs list` shows the jobs; train once with `--name`.");
        var folder = Directory.CreateTempSubdirectory("mlplatform-pack-").FullName;
        try
        {
            var workload = await ReadAsync(controlPlane, last, cancel);
            if (inputs.Keys.FirstOrDefault(variable => workload.Inputs.All(input => input.Variable != variable)) is { } unknown)
                throw new PlatformException(CommandErrors.BadValue, $"The job `{name}` reads no `{unknown}`.", $"It reads {string.Join(", ", workload.Inputs.Select(input => input.Variable))}.");
            var experiment = await controlPlane.Tracking.GetOrCreateExperimentAsync(name, cancel);
            var tags = new List<Tag> { new(RunTags.Target, last.Target), new(RunTags.User, Environment.UserName), new(EvidenceTag, evidence.Length <= MostEvidence ? evidence : evidence[..MostEvidence]) };
            var run = (await controlPlane.Tracking.CreateRunAsync(experiment.ExperimentId, null, tags, cancel)).Info;

            var blobs = last.Spec.Inputs.Where(input => input.Path != TrainingWorkload.FileName).ToDictionary(input => input.Path);
            var read = new List<TrainingInput>();
            var datasets = new List<DatasetInput>();
            foreach (var input in workload.Inputs)
            {
                read.Add(inputs.TryGetValue(input.Variable, out var frame) ? input with { ContentHash = frame.ContentHash() } : input);
                if (frame is null)
                    continue;
                blobs[input.Path] = await PutAsync(controlPlane, folder, input, frame, cancel);
                datasets.Add(DatasetSource.Of(input.Variable, frame, frame.ContentHash()));
            }

            if (datasets.Count > 0)
                await controlPlane.Tracking.LogInputsAsync(run.RunId, datasets, cancel);
            var next = JsonSerializer.SerializeToUtf8Bytes(workload with { RunId = run.RunId, Inputs = read }, WorkloadJson.Default.TrainingWorkload);
            blobs[TrainingWorkload.FileName] = new WorkloadInput(TrainingWorkload.FileName, await controlPlane.Blobs.PutAsync(next, cancel), next.Length);
            var job = await controlPlane.Jobs.SubmitAsync(last.Spec with { Inputs = [.. blobs.Values] }, last.Target, cancel);
            await controlPlane.Tracking.SetTagAsync(run.RunId, RunTags.Job, job.Id, cancel);
            return job;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<TrainingWorkload> ReadAsync(ControlPlane controlPlane, JobRecord job, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        await controlPlane.Blobs.GetAsync(job.Spec.Inputs.First(input => input.Path == TrainingWorkload.FileName).Sha256, bytes, cancel);
        return JsonSerializer.Deserialize(bytes.ToArray(), WorkloadJson.Default.TrainingWorkload)!;
    }

    private static async Task<WorkloadInput> PutAsync(ControlPlane controlPlane, string folder, TrainingInput input, Frame frame, CancellationToken cancel)
    {
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{input.Variable}.parquet"));
        await Task.Run(() => frame.WriteParquet(file), cancel);
        return new WorkloadInput(input.Path, await controlPlane.Blobs.PutFileAsync(file, cancel), new FileInfo(file).Length);
    }
}
