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
}
