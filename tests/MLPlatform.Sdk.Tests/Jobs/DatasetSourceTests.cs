using MLPlatform.Contracts.Tracking;
using MLPlatform.Frames;
using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Sdk.Tests.Jobs;

public sealed class DatasetSourceTests
{
    private static readonly Frame Rows = new(new Column<long>("a", new[] { 1L, 2L }), TextColumn.Of("b", ["x", null]));

    [Fact]
    public void Of_keeps_the_whole_hash_behind_a_digest_that_MLflow_takes()
    {
        var hash = Rows.ContentHash();

        var dataset = DatasetSource.Of("train", Rows, hash).Dataset;

        Assert.Equal("train", dataset.Name);
        Assert.Equal(36, dataset.Digest.Length);
        Assert.StartsWith("sha256:" + dataset.Digest, hash, StringComparison.Ordinal);
        Assert.Equal(hash, DatasetSource.HashOf(dataset));
        Assert.Equal("""{"columns":[{"name":"a","type":"Int64"},{"name":"b","type":"Text"}]}""", dataset.Schema);
        Assert.Equal("""{"rows":2,"columns":2}""", dataset.Profile);
    }

    [Theory]
    [InlineData("local", "not json")]
    [InlineData("mlplatform", "{}")]
    [InlineData("mlplatform", "not json")]
    [InlineData("mlplatform", "[1]")]
    [InlineData("mlplatform", """{"contentHash":7}""")]
    public void HashOf_what_someone_else_logged_is_unknown(string type, string source) =>
        Assert.Null(DatasetSource.HashOf(new Dataset { Name = "d", Digest = "1", SourceType = type, Source = source }));
}
