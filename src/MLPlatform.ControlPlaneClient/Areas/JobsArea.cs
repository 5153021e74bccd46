using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Configuration;
using MLPlatform.ControlPlaneClient.Connection;

namespace MLPlatform.ControlPlaneClient.Areas;

/// <summary>Jobs: submitted here, run elsewhere, followed from any sequence number.</summary>
public sealed class JobsArea
{
    private const int WaitSeconds = 20;
    private readonly ApiCalls _calls;
    private readonly Settings _settings;

    internal JobsArea(ApiCalls calls, Settings settings)
    {
        _calls = calls;
        _settings = settings;
    }

    /// <param name="target">Where it runs, such as <c>local</c>; null for what the setting <c>target</c> says.</param>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.JobErrors.UnknownTarget"/>, <see cref="Contracts.Errors.JobErrors.InputMissing"/>.</exception>
    public Task<JobRecord> SubmitAsync(WorkloadSpec spec, string? target = null, CancellationToken cancel = default) =>
        _calls.PostAsync(ApiRoutes.Jobs, new SubmitJob(spec, target ?? _settings.Target), ContractsJson.Default.SubmitJob, ContractsJson.Default.JobRecord, cancel);

    /// <summary>What submitting the same would run on and cost; nothing is kept or started.</summary>
    public Task<JobEstimate> EstimateAsync(WorkloadSpec spec, string? target = null, CancellationToken cancel = default) =>
        _calls.PostAsync(ApiRoutes.Jobs + "/estimate", new SubmitJob(spec, target ?? _settings.Target), ContractsJson.Default.SubmitJob, ContractsJson.Default.JobEstimate, cancel);

    /// <summary>What an attempt has written so far; does not wait for more.</summary>
    public async Task<IReadOnlyList<JobEvent>> ReadAsync(string id, int attempt, long fromSequence = 1, CancellationToken cancel = default)
    {
        var events = new List<JobEvent>();
        await foreach (var line in EventsAsync(id, attempt, Math.Max(1, fromSequence), wait: 0, new Answer(), cancel))
            events.Add(line);
        return events;
    }

    /// <returns>What an attempt left in its folder, by path.</returns>
    public Task<IReadOnlyList<JobFile>> FilesAsync(string id, int attempt, CancellationToken cancel = default) =>
        _calls.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{PathOf(id)}/files?attempt={attempt}"), ContractsJson.Default.IReadOnlyListJobFile, cancel);

    /// <summary>Writes a file that an attempt left to a stream.</summary>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.JobErrors.NoFile"/>.</exception>
    public async Task FetchAsync(string id, int attempt, string path, Stream destination, CancellationToken cancel = default)
    {
        using var response = await _calls.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{PathOf(id)}/file?attempt={attempt}&path={Uri.EscapeDataString(path)}")), cancel);
        await response.Content.CopyToAsync(destination, cancel);
    }

    /// <returns>Newest first.</returns>
    public Task<IReadOnlyList<JobRecord>> ListAsync(CancellationToken cancel = default) =>
        _calls.GetAsync(ApiRoutes.Jobs, ContractsJson.Default.IReadOnlyListJobRecord, cancel);

    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.JobErrors.NotFound"/>.</exception>
    public Task<JobRecord> GetAsync(string id, CancellationToken cancel = default) =>
        _calls.GetAsync(PathOf(id), ContractsJson.Default.JobRecord, cancel);

    /// <summary>Asks the job to end. A job that has ended stays as it is.</summary>
    public Task<JobRecord> CancelAsync(string id, CancellationToken cancel = default) =>
        _calls.PostAsync(PathOf(id) + "/cancel", ContractsJson.Default.JobRecord, cancel);

    /// <summary>
    /// The job's events as they happen, ending when the job has ended. When an attempt fails and is tried again, the next attempt's events follow, numbered
    /// from 1. A control plane that dies meanwhile is restarted and the events go on without a gap.
    /// </summary>
    /// <param name="fromSequence">The first event wanted, of the attempt that runs now; 1 for all.</param>
    public async IAsyncEnumerable<JobEvent> FollowAsync(string id, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var attempt = Math.Max(1, (await GetAsync(id, cancel)).Attempt);
        var next = Math.Max(1, fromSequence);
        while (true)
        {
            var job = await GetAsync(id, cancel);
            var ended = job.State is not (JobState.Queued or JobState.Running);
            var answer = new Answer();
            await foreach (var line in EventsAsync(id, attempt, next, wait: ended || job.Attempt > attempt ? 0 : WaitSeconds, answer, cancel))
            {
                answer.HeldEvents = true;
                next = line.Sequence + 1;
                yield return line;
            }

            if (answer.HeldEvents || !answer.Whole)
                continue;
            if (job.Attempt > attempt)
                (attempt, next) = (attempt + 1, 1);
            else if (ended)
                yield break;
        }
    }

    private async IAsyncEnumerable<JobEvent> EventsAsync(string id, int attempt, long from, int wait, Answer answer, [EnumeratorCancellation] CancellationToken cancel)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{PathOf(id)}/events?from={from}&wait={wait}&attempt={attempt}");
        using var response = await _calls.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel), Encoding.UTF8);
        while (true)
        {
            string? line;
            try
            {
                line = await reader.ReadLineAsync(cancel);
            }
            catch (Exception broken) when (broken is IOException or HttpRequestException)
            {
                // The control plane died in the middle of the answer; the caller asks again from the next number.
                yield break;
            }

            if (line is null)
            {
                answer.Whole = true;
                yield break;
            }

            if (line.Length > 0 && TryParse(line) is { } parsed)
                yield return parsed;
        }
    }

    // The last line of a broken-off answer may be torn; it comes again whole.
    private static JobEvent? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ContractsJson.Default.JobEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class Answer
    {
        public bool Whole { get; set; }

        public bool HeldEvents { get; set; }
    }

    private static string PathOf(string id) => $"{ApiRoutes.Jobs}/{Uri.EscapeDataString(id)}";
}
