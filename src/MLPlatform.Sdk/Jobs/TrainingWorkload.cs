using System.Text.Json.Serialization;
using MLPlatform.Contracts.Features;

namespace MLPlatform.Sdk.Jobs;

/// <summary>A frame the cell reads under a name, as a Parquet file in the workload's folder.</summary>
/// <param name="ContentHash">Canonical hash of the frame, <c>sha256:…</c>.</param>
public sealed record TrainingInput(string Variable, string Path, string ContentHash);

/// <summary><c>workload.json</c>: all a worker needs to run a training cell; nothing of the notebook's state travels but what is named here.</summary>
public sealed record TrainingWorkload
{
    public const string FileName = "workload.json";

    public int Schema { get; init; } = 1;

    public required string RunId { get; init; }

    /// <summary>The cell with the declarations of earlier cells that it uses.</summary>
    public required string Source { get; init; }

    public required IReadOnlyList<string> Usings { get; init; }

    public required IReadOnlyList<TrainingInput> Inputs { get; init; }

    /// <summary>The pulls that made the inputs, so that the model knows which views to read at the door.</summary>
    public required IReadOnlyList<PullReceipt> Pulls { get; init; }

    /// <summary>View → the columns that hold its join keys.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> KeyColumns { get; init; }

    /// <summary>What the cell is to leave in its working folder; null for nothing in particular.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>Literals the cell reads by name; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TrainingParameter>? Parameters { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TrainingWorkload))]
public sealed partial class WorkloadJson : JsonSerializerContext;
