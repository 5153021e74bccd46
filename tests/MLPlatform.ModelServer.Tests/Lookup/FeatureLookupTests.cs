using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Online;
using MLPlatform.Frames;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Lookup;

namespace MLPlatform.ModelServer.Tests.Lookup;

public class FeatureLookupTests
{
    private static readonly ModelManifest Manifest = new()
    {
        Flavors = new Dictionary<string, string>(),
        Inputs = [new("load__count_1h", ColumnType.Int64), new("load__mean_1h", ColumnType.Float64), new("sky__wind", ColumnType.Float64), new("hour", ColumnType.Int32)],
        Outputs = [new("p", ColumnType.Float64)],
        Features =
        [
            new("load", 2, ["origin"], [new("load", 2, "count", "load__count_1h", ColumnType.Int64), new("load", 2, "mean", "load__mean_1h", ColumnType.Float64), new("load", 2, "unused", "load__unused", ColumnType.Float64)]),
            new("sky", 1, ["origin", "hour"], [new("sky", 1, "wind", "sky__wind", ColumnType.Float64)]),
        ],
    };

    private readonly RequestSchema _schema = new(Manifest);
    private readonly List<IReadOnlyList<OnlineRead>> _reads = [];

    [Fact]
    public async Task FillAsync_reads_all_views_in_one_round_trip()
    {
        var request = Request("origin", TextColumn.Of("origin", ["JFK", "SFO"]), "hour", new Column<int>("hour", new[] { 5, 6 }));

        var lookups = await Lookup().FillAsync(request, 77, default);

        var reads = Assert.Single(_reads);
        Assert.Equal([("load", 2), ("sky", 1)], reads.Select(read => (read.View, read.Version)));
        Assert.Equal(["origin", "hour"], reads[1].Keys.Names);
        Assert.Equal([10L, 11L], Values(request, "load__count_1h"));
        Assert.Equal([0.5, null], Values(request, "load__mean_1h"));
        Assert.Equal(2, lookups.Count);
    }

    [Fact]
    public async Task FillAsync_lets_a_value_of_the_request_win_row_by_row()
    {
        var request = Request("origin", TextColumn.Of("origin", ["JFK", "SFO"]), "hour", new Column<int>("hour", new[] { 5, 6 }), "load__count_1h", new Column<long>("load__count_1h", new[] { 99L, 0 }, new byte[] { 0b01 }), "sky__wind", new Column<double>("sky__wind", new[] { 1.0, 2 }));

        await Lookup().FillAsync(request, 77, default);

        Assert.Equal(["load"], Assert.Single(_reads).Select(read => read.View));
        Assert.Equal([99.0, 11.0], Values(request, "load__count_1h"));
        Assert.Equal([1.0, 2.0], Values(request, "sky__wind"));
    }

    [Fact]
    public async Task FillAsync_with_every_value_given_asks_nobody()
    {
        var request = Request("hour", new Column<int>("hour", new[] { 5 }), "load__count_1h", new Column<long>("load__count_1h", new[] { 1L }), "load__mean_1h", new Column<double>("load__mean_1h", new[] { 1.0 }), "sky__wind", new Column<double>("sky__wind", new[] { 1.0 }));

        Assert.Empty(await new FeatureLookup(Manifest, _schema, null).FillAsync(request, 77, default));
    }

    [Fact]
    public async Task FillAsync_without_value_and_key_names_both()
    {
        var refused = await Assert.ThrowsAsync<PlatformException>(() => Lookup().FillAsync(Request("hour", new Column<int>("hour", new[] { 5 })), 77, default));

        Assert.Equal(EndpointErrors.MissingFeature, refused.Code);
        Assert.Contains("`load__count_1h`", refused.Message);
        Assert.Contains("`origin`", refused.Message);
    }

    [Fact]
    public async Task FillAsync_without_a_feature_server_says_so()
    {
        var request = Request("origin", TextColumn.Of("origin", ["JFK"]), "hour", new Column<int>("hour", new[] { 5 }));

        var refused = await Assert.ThrowsAsync<PlatformException>(() => new FeatureLookup(Manifest, _schema, null).FillAsync(request, 77, default));

        Assert.Equal(FeatureErrors.ServerDown, refused.Code);
    }

    private FeatureLookup Lookup() => new(Manifest, _schema, (reads, at, _) =>
    {
        Assert.Equal(77, at);
        _reads.Add(reads);
        return Task.FromResult(new OnlineResult([.. reads.Select(read => Answer(read))]));
    });

    private static OnlineRows Answer(OnlineRead read)
    {
        Column[] values = read.View == "load"
            ? [new Column<long>("load__count_1h", new[] { 10L, 11 }), new Column<double>("load__mean_1h", new[] { 0.5, 0 }, new byte[] { 0b01 }), new Column<double>("load__unused", new[] { 0.0, 0 })]
            : [new Column<double>("sky__wind", new[] { 3.0, 4 })];
        return new OnlineRows(read.View, read.Version, new Frame(values), [OnlineStatus.Present, OnlineStatus.Present], [1, 2]);
    }

    private BoundRequest Request(params object[] named)
    {
        var columns = new Column?[_schema.Slots.Count];
        for (var i = 0; i < named.Length; i += 2)
            columns[_schema.Find((string)named[i])] = (Column)named[i + 1];
        return new BoundRequest(columns, columns.First(column => column is not null)!.Length);
    }

    private List<object?> Values(BoundRequest request, string name)
    {
        var column = request.Columns[_schema.Find(name)]!;
        return [.. Enumerable.Range(0, column.Length).Select(column.GetValue)];
    }
}
