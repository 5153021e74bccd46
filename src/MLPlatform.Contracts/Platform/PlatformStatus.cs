using MLPlatform.Contracts.Identity;

namespace MLPlatform.Contracts.Platform;

/// <param name="Available">False with a reason in <paramref name="Detail"/> when the target can't be used here.</param>
public sealed record TargetStatus(string Name, bool Available, string Detail);

/// <summary>The answer of <c>GET /api/v1/status</c>.</summary>
public sealed record PlatformStatus
{
    public required Principal Principal { get; init; }

    public required string Url { get; init; }

    public required string Version { get; init; }

    public required string Store { get; init; }

    public required string Home { get; init; }

    /// <summary>Microseconds since 1970 UTC.</summary>
    public required long StartedAt { get; init; }

    public required int ProcessId { get; init; }

    public required long Experiments { get; init; }

    public required long Runs { get; init; }

    public required long Models { get; init; }

    public required long Endpoints { get; init; }

    public required long FeatureViews { get; init; }

    public required IReadOnlyList<TargetStatus> Targets { get; init; }
}

/// <summary>One line of the audit log.</summary>
/// <param name="Action">area.verb, such as <c>features.pull</c>.</param>
public sealed record AuditEntry(long Sequence, long Time, Principal Principal, string Action, string Subject, string Detail);

/// <summary>What <c>control-plane.json</c> in the platform home holds while a control plane runs; readable by its owner only.</summary>
/// <param name="StartTicks">Start time of the process in clock ticks since boot (field 22 of /proc/PID/stat), so that a reused pid is not mistaken for it.</param>
public sealed record ControlPlaneAddress(int Schema, string Url, string Token, int ProcessId, long StartTicks, string Nonce);
