using System.Globalization;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Time;
using MLPlatform.Monitoring.Alerts;

namespace MLPlatform.Sdk.Monitoring;

public sealed partial class MonitorArea
{
    /// <summary>One check: compares, says what is new to the sinks, and starts the training that the rules name. Run it from a notebook, a timer or a pipeline; what was said already is remembered.</summary>
    /// <param name="sinks">Where alerts go beside the platform's own log of them.</param>
    public async Task<MonitorCheck> CheckAsync(string endpoint, MonitorRules rules, IReadOnlyList<IAlertSink> sinks, DateTimeOffset? since = null, CancellationToken cancel = default)
    {
        var now = _platform.Time.GetUtcNow();
        var drift = await DriftAsync(endpoint, since, cancel);
        var performance = rules.LeastAuc is null ? null : await PerformanceAsync(endpoint, since, cancel: cancel);
        var alerts = Alerts(endpoint, rules, drift, performance, now).ToArray();
        var file = StateFile(endpoint);
        var state = AlertState.Load(file);
        Directory.CreateDirectory(_platform.Home.Logs);
        var outcome = await new AlertDesk([new LogSink(Path.Combine(_platform.Home.Logs, "alerts.jsonl")), .. sinks], rules.Pause).SendAsync(state, endpoint, alerts, now, cancel);
        outcome.State.Save(file);
        var job = alerts.Length > 0 && rules.Retrain is { } name ? await RetrainAsync(name, rules, outcome.State, file, alerts, now, cancel) : null;
        return new MonitorCheck(drift, performance, alerts, outcome, job);
    }

    /// <summary>Holds an endpoint's alerts back for a while.</summary>
    /// <returns>When they are sent again.</returns>
    public async Task<DateTimeOffset> SilenceAsync(string endpoint, TimeSpan length, CancellationToken cancel = default)
    {
        await _platform.Endpoints.GetAsync(endpoint, cancel);
        var until = _platform.Time.GetUtcNow() + length;
        var file = StateFile(endpoint);
        (AlertState.Load(file) with { SilentUntil = UnixMicros.From(until) }).Save(file);
        return until;
    }

    private static IEnumerable<Alert> Alerts(string endpoint, MonitorRules rules, EndpointDrift drift, EndpointPerformance? performance, DateTimeOffset now)
    {
        var inputs = drift.Report.Columns.Count(column => column.Column != drift.Score);
        if (inputs > 0 && (double)drift.Drifted.Count / inputs >= rules.DriftShare)
            yield return new Alert($"{endpoint}/drift", endpoint, $"{endpoint}: {drift.Drifted.Count} of {inputs} inputs drifted", string.Join('\n', drift.Drifted.Take(20).Select(Line)), now);
        if (rules.ScoreDrift && drift.Report.Columns.FirstOrDefault(column => column.Column == drift.Score) is { Drifted: true } score)
            yield return new Alert($"{endpoint}/score", endpoint, $"{endpoint}: its scores drifted", Line(score), now);
        foreach (var (kind, seen) in new[] { ("measured", performance?.Measured), ("estimated", performance?.Estimated) })
            if (seen is not null && seen.Auc < rules.LeastAuc)
                yield return new Alert($"{endpoint}/auc-{kind}", endpoint, string.Create(CultureInfo.InvariantCulture, $"{endpoint}: {kind} AUC {seen.Auc:0.000}, below {rules.LeastAuc:0.###}"), string.Create(CultureInfo.InvariantCulture, $"over {seen.Rows} rows, accuracy {seen.Accuracy:0.000}"), now);

        static string Line(MLPlatform.Monitoring.ColumnDrift column) =>
            string.Create(CultureInfo.InvariantCulture, $"{column.Column}: {column.Test} {column.Score:0.####} (limit {column.Threshold:0.####}), effect {column.EffectSize:0.###}");
    }

    private async Task<JobRecord?> RetrainAsync(string name, MonitorRules rules, AlertState state, string file, IReadOnlyList<Alert> alerts, DateTimeOffset now, CancellationToken cancel)
    {
        if (state.Retrained.TryGetValue(name, out var last) && UnixMicros.From(now) - last < (long)rules.CoolDown.TotalMicroseconds)
            return null;
        var evidence = string.Join('\n', alerts.Select(alert => alert.Title + "\n" + alert.Detail));
        var job = await Retraining.SubmitAsync(await _platform.ConnectAsync(cancel), name, rules.RetrainInputs, evidence, cancel);
        (state with { Retrained = new Dictionary<string, long>(state.Retrained) { [name] = UnixMicros.From(now) } }).Save(file);
        return job;
    }

    private string StateFile(string endpoint) => Path.Combine(_platform.Home.Endpoints, endpoint, "alerts.json");
}
