using MLPlatform.Contracts.Jobs;
using MLPlatform.Frames;
using MLPlatform.Monitoring;
using MLPlatform.Monitoring.Alerts;

namespace MLPlatform.Sdk.Monitoring;

/// <summary>What counts as trouble of an endpoint, and what is done about it.</summary>
public sealed record MonitorRules
{
    /// <summary>Share of drifted inputs from which it is said.</summary>
    public double DriftShare { get; init; } = Drift.DatasetShare;

    /// <summary>Say it when the score drifted.</summary>
    public bool ScoreDrift { get; init; } = true;

    /// <summary>Say it when the area under the curve, measured where labels came and estimated elsewhere, is below this; null never asks.</summary>
    public double? LeastAuc { get; init; }

    /// <summary>The same trouble is not said again within this time.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Name of a training job that is run again when there is trouble; null for none.</summary>
    public string? Retrain { get; init; }

    /// <summary>Variable → frame that the job reads instead of what it read last.</summary>
    public IReadOnlyDictionary<string, Frame> RetrainInputs { get; init; } = new Dictionary<string, Frame>();

    /// <summary>The job is not run again within this time.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>What a check found and did.</summary>
/// <param name="Alerts">Everything that is wrong now, sent or held.</param>
/// <param name="Retraining">The job that was submitted; null for none.</param>
public sealed record MonitorCheck(EndpointDrift Drift, EndpointPerformance? Performance, IReadOnlyList<Alert> Alerts, AlertOutcome Outcome, JobRecord? Retraining);
