using System.Text.Json.Serialization;
using MLPlatform.Contracts.Features;

namespace MLPlatform.Features.Offline;

/// <summary>One immutable Parquet file of a saved frame.</summary>
/// <param name="File">Name in the folder <c>segments</c>.</param>
/// <param name="ContentHash">Canonical hash of the rows, not of the file's bytes.</param>
public sealed record OfflineSegment(string File, long Rows, long Bytes, string ContentHash);

public sealed record OfflineColumn(string Name, ColumnType Type);

/// <summary>One generation of a saved frame: which segments, in which order, are its rows. Never changed once written.</summary>
/// <param name="CreatedAt">Microseconds UTC.</param>
public sealed record OfflineManifest(int Schema, string Name, int Generation, long CreatedAt, IReadOnlyList<OfflineColumn> Columns, IReadOnlyList<OfflineSegment> Segments)
{
    public const int CurrentSchema = 1;

    [JsonIgnore]
    public long Rows => Segments.Sum(segment => segment.Rows);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(OfflineManifest))]
internal sealed partial class OfflineJson : JsonSerializerContext;
