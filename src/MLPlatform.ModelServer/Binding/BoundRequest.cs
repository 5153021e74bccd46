using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Binding;

/// <summary>A prediction request as typed columns.</summary>
/// <param name="Columns">One per slot of the schema; null where the request gives none.</param>
internal sealed record BoundRequest(Column?[] Columns, int Rows)
{
    public string? Id { get; init; }

    /// <summary>Microseconds UTC for which features are wanted; null for now.</summary>
    public long? At { get; init; }

    /// <summary>The response lists the feature values used.</summary>
    public bool Explain { get; init; }

    /// <summary>Names of outputs wanted; null for all.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>How long the caller waits; null for as long as it takes.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>Outputs leave as bytes behind the JSON, by the binary tensor extension: those that ask for it, or all.</summary>
    public BinaryOutputs Binary { get; init; }
}

/// <param name="All">The request asks for every output in binary that does not say otherwise.</param>
/// <param name="ByName">Output → binary or not, where the request says.</param>
internal readonly record struct BinaryOutputs(bool All, IReadOnlyDictionary<string, bool>? ByName)
{
    public bool Any => All || ByName is not null;

    public bool Wants(string output) => ByName is not null && ByName.TryGetValue(output, out var binary) ? binary : All;
}
