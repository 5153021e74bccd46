using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames.DuckDb;
using MLPlatform.Monitoring;
using MLPlatform.Monitoring.Sketches;
using MLPlatform.Sdk.Runs;

namespace MLPlatform.Sdk.Monitoring;

/// <summary>Drift of what endpoints are asked and answer.</summary>
public sealed partial class MonitorArea
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.5), Longest = TimeSpan.FromSeconds(20), Between = TimeSpan.FromMilliseconds(100);

    private readonly Platform _platform;

    internal MonitorArea(Platform platform) => _platform = platform;

    /// <summary>Compares captured requests with the profile that was stored with the model.</summary>
    /// <param name="since">Only requests captured from this time on; null for all since the version was deployed.</param>
    /// <exception cref="PlatformException">Nothing was captured, or the model carries no profile.</exception>
    public async Task<EndpointDrift> DriftAsync(string endpoint, DateTimeOffset? since = null, CancellationToken cancel = default)
    {
        var served = await _platform.Endpoints.GetAsync(endpoint, cancel);
        var run = await _platform.Runs.GetAsync(served.RunId, cancel);
        var manifest = await _platform.Models.ManifestAsync(run, cancel);
        var training = await TrainingProfileAsync(run, manifest, cancel);
        await SettleAsync(served, cancel);
        var now = await Task.Run(() => CapturedProfile(served, training, since ?? Contracts.Time.UnixMicros.ToInstant(served.CreatedAt), cancel), cancel);
        return new EndpointDrift(endpoint, manifest?.Outputs[0].Name ?? "", now.Rows, Drift.Compare(training, now), training, now);
    }

    private async Task<ProfileSketch> TrainingProfileAsync(RunRecord run, ModelManifest? manifest, CancellationToken cancel)
    {
        if (manifest?.ProfileFile is not { } file || await _platform.Models.DownloadAsync(run, file, cancel) is not { } folder)
            throw new PlatformException(ModelErrors.NoProfile, $"The model of run `{run.Name}` carries no training profile.", "Train it with `on: run`, which keeps one.");
        try
        {
            return ProfileSketch.FromJson(await File.ReadAllTextAsync(Path.Combine(folder, file), cancel));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ProfileSketch CapturedProfile(EndpointRecord endpoint, ProfileSketch training, DateTimeOffset since, CancellationToken cancel)
    {
        if (!HasCaptured(endpoint))
            throw NothingCaptured(endpoint);
        using var engine = new SqlEngine();
        var rows = engine.Query($"SELECT * FROM {Captured(endpoint)} WHERE _time >= {SqlText.Timestamp(Contracts.Time.UnixMicros.From(since))}", cancel);
        return rows.RowCount == 0 ? throw NothingCaptured(endpoint) : ProfileSketch.Of(rows.Select(training.Columns.Select(column => column.Name).Where(rows.Has)), like: training);
    }

    private static bool HasCaptured(EndpointRecord endpoint) => Directory.Exists(endpoint.CaptureFolder) && Directory.EnumerateFiles(endpoint.CaptureFolder, "*.parquet", SearchOption.AllDirectories).Any();

    // Endpoints of one name may have served models with other inputs: union by name, and only what this model was trained on is compared.
    private static string Captured(EndpointRecord endpoint) => $"read_parquet({SqlText.Literal(Path.Combine(endpoint.CaptureFolder, "**", "*.parquet"))}, union_by_name = true)";

    private static PlatformException NothingCaptured(EndpointRecord endpoint) =>
        new(EndpointErrors.NothingCaptured, $"Nothing was captured for `{endpoint.Name}` yet.", "Send it requests, or deploy it with a higher `--capture`.");

    // Captures are written off the request's path, a second after requests pause: wait until the count stands still.
    private async Task SettleAsync(EndpointRecord endpoint, CancellationToken cancel)
    {
        var started = _platform.Time.GetTimestamp();
        var (changed, last) = (started, double.NaN);
        while (_platform.Time.GetElapsedTime(started) < Longest && _platform.Time.GetElapsedTime(changed) < Quiet)
        {
            var rows = await _platform.Endpoints.MetricAsync(endpoint, "mlplatform_captured_rows_total", cancel);
            if (rows is null)
                return;
            if (rows != last)
                (changed, last) = (_platform.Time.GetTimestamp(), rows.Value);
            await Task.Delay(Between, _platform.Time, cancel);
        }
    }
}
