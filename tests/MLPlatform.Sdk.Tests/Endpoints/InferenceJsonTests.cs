using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Sdk.Endpoints;

namespace MLPlatform.Sdk.Tests.Endpoints;

public sealed class InferenceJsonTests
{
    private static readonly byte[] SecondIsNull = [0b101];
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public void Request_reads_as_approved()
    {
        var rows = new Frame(
            TextColumn.Of("origin", ["JFK", null, "Å\"\n"]),
            new Column<double>("delay", new[] { 1.5, double.NaN, double.PositiveInfinity }),
            new Column<float>("share", new[] { 0.25f, 0f, float.NaN }),
            new Column<long>("count", new[] { long.MaxValue, 0, -1 }, SecondIsNull),
            new Column<int>("hour", new[] { 1, 2, 3 }),
            new BoolColumn("late", [true, false, true]));

        Golden.Equal("inference-request.json", Indented(InferenceJson.Request(rows, "0199a1b2", new DateTimeOffset(2001, 6, 30, 18, 0, 0, TimeSpan.Zero), explain: true)));
    }

    [Fact]
    public void Request_without_a_time_leaves_it_to_the_server()
    {
        using var request = JsonDocument.Parse(InferenceJson.Request(new Frame(new Column<int>("a", new[] { 1 })), "1", at: null, explain: false));

        Assert.Empty(request.RootElement.GetProperty("parameters").EnumerateObject());
    }

    [Fact]
    public void Request_timestamps_are_refused_by_name()
    {
        var rows = new Frame(new Column<long>("departure", new[] { 1L }, timestamp: true));

        var refusal = Assert.Throws<PlatformException>(() => InferenceJson.Request(rows, "1", null, explain: false));

        Assert.Equal(DataErrors.WrongType, refusal.Code);
        Assert.Contains("`departure`", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_come_back_as_they_were_sent() =>
        Prop.ForAll<double[]>(values =>
        {
            using var request = JsonDocument.Parse(InferenceJson.Request(new Frame(new Column<double>("x", values)), "1", null, explain: false));
            var data = request.RootElement.GetProperty("inputs")[0];
            using var answer = JsonDocument.Parse($$"""{"outputs":[{{data.GetRawText()}}]}""");
            var back = InferenceJson.Outputs(answer.RootElement).Numbers<double>("x").Values.ToArray();
            return data.GetProperty("shape")[0].GetInt32() == values.Length
                && back.SequenceEqual(values.Select(value => double.IsFinite(value) ? value : double.NaN));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Outputs_nulls_are_not_numbers()
    {
        using var answer = JsonDocument.Parse("""{"outputs":[{"name":"p","shape":[3],"datatype":"FP64","data":[0.5,null,1]},{"name":"q","shape":[3],"datatype":"FP64","data":[1,2,3]}]}""");

        var frame = InferenceJson.Outputs(answer.RootElement);

        Assert.Equal(["p", "q"], frame.Names);
        Assert.Equal([0.5, double.NaN, 1], frame.Numbers<double>("p").Values.ToArray());
    }

    [Fact]
    public void Prediction_tells_what_was_looked_up_and_what_was_not_found()
    {
        using var answer = JsonDocument.Parse("""
            {"outputs":[{"name":"late_probability","shape":[1],"datatype":"FP64","data":[0.25]}],
             "parameters":{"features":[{"name":"origin_load__mean_delay_1h","values":[3.5],"from":"origin_load@1"}],
                           "lookups":[{"view":"route_load","version":2,"absent":[{"row":0,"status":"NOT_FOUND"}]},{"view":"airports","version":1,"absent":[{"row":0,"status":"OUTSIDE_MAX_AGE"}]}]}}
            """);

        var prediction = Prediction.Of("flights", answer.RootElement, TimeSpan.FromMilliseconds(2));

        Assert.Equal(0.25, prediction.Value);
        Assert.Equal(
            [("origin_load__mean_delay_1h", "3.5 from origin_load@1"), ("route_load@2", "nothing known of this key"), ("airports@1", "known, but older than its time to live")],
            prediction.Features);
    }

    private static string Indented(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement, Readable) + "\n";
    }
}
