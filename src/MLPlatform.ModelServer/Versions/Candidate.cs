using MLPlatform.Contracts.Endpoints;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Versions;

/// <summary>The version on trial: which requests it gets, and whether it is still fit to get any.</summary>
internal sealed class Candidate(ServedModel model, TrafficRule rule, CanaryLimits limits)
{
    private volatile string? _stopped;

    public ServedModel Model { get; } = model;

    public TrafficRule Rule { get; } = rule;

    /// <summary>Null while it gets requests.</summary>
    public string? Stopped => _stopped;

    public bool Passed(VersionTraffic serving) => _stopped is null && !Rule.Shadow && Model.Stats.Report() is var mine && mine.Requests >= limits.AfterRequests && Breach(mine, serving) is null;

    /// <summary>Takes it out of traffic when it breaks a limit. Called now and then, not for every request.</summary>
    public void Judge(VersionTraffic serving)
    {
        var mine = Model.Stats.Report();
        if (_stopped is null && mine.Requests >= limits.AfterRequests)
            _stopped = Breach(mine, serving);
    }

    private string? Breach(VersionTraffic mine, VersionTraffic serving)
    {
        double share = Share(mine), other = Share(serving);
        if (share > other + limits.ErrorRate)
            return FormattableString.Invariant($"{share:0.0%} of its requests failed, {other:0.0%} of version {serving.Version}'s");
        if (serving.Requests < limits.AfterRequests)
            return null;
        if (serving.MeanMilliseconds > 0 && mine.MeanMilliseconds > limits.LatencyRatio * serving.MeanMilliseconds)
            return FormattableString.Invariant($"it takes {mine.MeanMilliseconds:0.00} ms on average, version {serving.Version} {serving.MeanMilliseconds:0.00} ms");
        if (mine.MeanScore is { } score && serving.MeanScore is { } before && serving.ScoreDeviation is > 0 and { } deviation && Math.Abs(score - before) > limits.ScoreShift * deviation)
            return FormattableString.Invariant($"its mean score is {score:0.000}, that of version {serving.Version} {before:0.000} ± {deviation:0.000}");
        return null;

        static double Share(VersionTraffic traffic) => traffic.Requests == 0 ? 0 : (double)traffic.Failures / traffic.Requests;
    }
}
