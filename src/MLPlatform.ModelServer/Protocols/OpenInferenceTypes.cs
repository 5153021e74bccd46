using MLPlatform.Contracts.Features;
using MLPlatform.Frames.Json;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>The protocol's names of column types.</summary>
internal static class OpenInferenceTypes
{
    /// <param name="type">Null for a join key.</param>
    public static string Of(ColumnType? type) => type is { } known ? TensorJson.TypeOf(known) : "BYTES or INT64";
}
