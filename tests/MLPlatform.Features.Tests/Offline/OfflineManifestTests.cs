using System.Text.Json;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Offline;

namespace MLPlatform.Features.Tests.Offline;

public sealed class OfflineManifestTests
{
    private static readonly OfflineManifest Manifest = new(
        1,
        "train",
        2,
        1_000_000,
        [new OfflineColumn("port", ColumnType.Text), new OfflineColumn("at", ColumnType.Timestamp)],
        [new OfflineSegment("a.parquet", 2, 300, "sha256:00"), new OfflineSegment("b.parquet", 1, 200, "sha256:01")]);

    [Fact]
    public void Written_manifest_equals_the_committed_one() =>
        Golden.Equal("manifest.json", JsonSerializer.Serialize(Manifest, OfflineJson.Default.OfflineManifest).ReplaceLineEndings("\n") + "\n");

    [Fact]
    public void Committed_manifest_can_still_be_read()
    {
        var read = JsonSerializer.Deserialize(Golden.Text("manifest.json"), OfflineJson.Default.OfflineManifest)!;

        Assert.Equal(3, read.Rows);
        Assert.Equal(Manifest.Segments, read.Segments);
        Assert.Equal(Manifest.Columns, read.Columns);
    }
}
