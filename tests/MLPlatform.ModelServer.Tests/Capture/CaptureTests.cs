using MLPlatform.Frames;
using MLPlatform.Training.Tests;

namespace MLPlatform.ModelServer.Tests.Capture;

public sealed class CaptureTests(TrainedModel model) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Served_requests_are_kept_as_parquet_by_hour()
    {
        await ServeAsync(_folder["capture"], async client =>
        {
            await InferAsync(client, Wire.OpenInference(model.Rows.Slice(0, 3), "first", ", \"parameters\": {\"at\": \"2001-06-01T12:00:00Z\"}"));
            await InferAsync(client, Wire.OpenInference(model.Rows.Slice(3, 1).Without("distance"), "second"));
        });

        var file = Directory.EnumerateFiles(_folder["capture"], "*.parquet", SearchOption.AllDirectories).Single();
        Assert.Matches(@"/\d{4}-\d\d-\d\dT\d\d/[0-9a-f]{32}\.parquet$", file);
        var kept = Frame.FromParquet(file);
        Assert.Equal(["_request_id", "_row", "_time", "_at", "_version", "distance", "hour", "weekend", "noise", "late_probability"], kept.Names);
        Assert.Equal(["first", "first", "first", "second"], Values(kept, "_request_id"));
        Assert.Equal([0, 1, 2, 0], Values(kept, "_row"));
        Assert.Equal(new DateTimeOffset(2001, 6, 1, 12, 0, 0, TimeSpan.Zero), kept["_at"].GetValue(0));
        Assert.Equal(Enumerable.Range(0, 4).Select(row => model.Rows["hour"].GetValue(row)), Values(kept, "hour"));
        Assert.Equal(Enumerable.Range(0, 4).Select(row => model.Rows["weekend"].GetValue(row)), Values(kept, "weekend"));
        Assert.True(kept["distance"].IsNull(3));
        Assert.Equal(model.Expected(0, 3), kept["late_probability"].ToDoubles().Take(3));
    }

    [Fact]
    public async Task A_captured_request_is_on_disk_soon_after_traffic_stops() =>
        await ServeAsync(_folder["capture"], async client =>
        {
            await InferAsync(client, Wire.OpenInference(model.Rows.Slice(0, 1)));

            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!Directory.Exists(_folder["capture"]) || !Directory.EnumerateFiles(_folder["capture"], "*.parquet", SearchOption.AllDirectories).Any())
                await Task.Delay(20, deadline.Token);
        });

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_samples_and_no_prediction()
    {
        File.WriteAllText(_folder["file"], "");

        await ServeAsync(_folder["file/capture"], async client =>
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await InferAsync(client, Wire.OpenInference(model.Rows.Slice(0, 1)));
            while (!(await client.GetStringAsync("metrics", deadline.Token)).Contains("mlplatform_capture_dropped_total{endpoint=\"flights\"} 1\n", StringComparison.Ordinal))
                await Task.Delay(20, deadline.Token);
            await InferAsync(client, Wire.OpenInference(model.Rows.Slice(0, 1)));
        });
    }

    [Fact]
    public async Task A_rate_of_zero_keeps_nothing()
    {
        await ServeAsync(_folder["capture"], client => InferAsync(client, Wire.OpenInference(model.Rows.Slice(0, 1))), rate: 0);

        Assert.False(Directory.Exists(_folder["capture"]));
    }

    private async Task ServeAsync(string folder, Func<HttpClient, Task> act, double rate = 1)
    {
        await using var server = await ModelServerHost.StartAsync(model.Spec(folder) with { CaptureRate = rate }, TimeProvider.System);
        using var client = new HttpClient { BaseAddress = server.Url };
        await act(client);
    }

    private static async Task InferAsync(HttpClient client, string body)
    {
        using var response = await client.PostAsync("v2/models/flights/infer", Wire.Json(body));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static IEnumerable<object?> Values(Frame frame, string column) => Enumerable.Range(0, frame.RowCount).Select(frame[column].GetValue);
}
