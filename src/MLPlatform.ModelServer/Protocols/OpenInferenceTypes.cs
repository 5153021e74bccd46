using MLPlatform.Contracts.Features;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>The protocol's names of column types.</summary>
internal static class OpenInferenceTypes
{
    /// <param name="type">Null for a join key.</param>
    public static string Of(ColumnType? type) => type switch
    {
        ColumnType.Bool => "BOOL",
        ColumnType.Int32 => "INT32",
        ColumnType.Int64 or ColumnType.Timestamp => "INT64",
        ColumnType.Float32 => "FP32",
        ColumnType.Float64 => "FP64",
        ColumnType.Text => "BYTES",
        _ => "BYTES or INT64",
    };
}
