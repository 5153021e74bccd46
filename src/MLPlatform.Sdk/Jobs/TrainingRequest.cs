using MLPlatform.Contracts.Jobs;
using MLPlatform.Frames;

namespace MLPlatform.Sdk.Jobs;

/// <summary>A cell to run as a training job.</summary>
public sealed record TrainingRequest
{
    /// <summary>Experiment the run belongs to, and name of the job.</summary>
    public required string Name { get; init; }

    /// <summary>C# that compiles by itself, given <see cref="Inputs"/>, <c>run</c> and <c>ml</c>; what it returns is logged as the run's model.</summary>
    public required string Source { get; init; }

    public IReadOnlyList<string> Usings { get; init; } = [];

    /// <summary>Variable → frame.</summary>
    public required IReadOnlyDictionary<string, Frame> Inputs { get; init; }

    public string Target { get; init; } = "local";

    public TimeSpan? Timeout { get; init; }

    public Resources Resources { get; init; } = new();
}
