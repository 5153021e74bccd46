using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using MLPlatform.Contracts.Time;
using MLPlatform.FeatureServer.Store;
using MLPlatform.Features.Definitions;
using MLPlatform.Features.Online;
using MLPlatform.Frames;

namespace MLPlatform.FeatureServer.Feast;

/// <summary>
/// Feast's <c>POST /get-online-features</c>: one entry of <c>results</c> per feature, in the order of <c>metadata.feature_names</c> (keys first), its lists
/// indexed by entity row, as Feast's protocol and server have it.
/// </summary>
internal static class FeastApi
{
    public static void Map(IEndpointRouteBuilder routes, OnlineStore store, ServerMetrics metrics) => routes.MapPost("/get-online-features", async context =>
    {
        var started = Stopwatch.GetTimestamp();
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = FeastRequest.Parse(body.RootElement);
        var answers = Read(request, store);
        metrics.RowsRead.Add(answers.Values.Distinct().Count() * (long)request.Rows);
        context.Response.ContentType = "application/json";
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
            Write(json, request, answers);
        metrics.Observe(OnlineMessageKind.Read, Stopwatch.GetElapsedTime(started), refused: false);
    });

    // Each view is read once, however many of its features are asked for.
    private static Dictionary<FeastFeature, FeastAnswer> Read(FeastRequest request, OnlineStore store)
    {
        var views = new Dictionary<(string, int), (OnlineView View, OnlineRows Rows)>();
        var answers = new Dictionary<FeastFeature, FeastAnswer>();
        foreach (var feature in request.Features)
        {
            var view = store.View(feature.View, feature.Version);
            if (!views.TryGetValue((view.View, view.Version), out var read))
                views[(view.View, view.Version)] = read = (view, store.Read(new OnlineRead(view.View, view.Version, request.Keys(view.Keys)), request.At));
            var column = FeatureNames.Find(view.Columns, view.View, feature.Feature);
            answers[feature] = new FeastAnswer(read.Rows, read.Rows.Values[column.Column]);
        }

        return answers;
    }

    private static void Write(Utf8JsonWriter json, FeastRequest request, Dictionary<FeastFeature, FeastAnswer> answers)
    {
        json.WriteStartObject();
        json.WriteStartObject("metadata");
        json.WriteStartArray("feature_names");
        foreach (var key in request.Entities.Keys)
            json.WriteStringValue(key);
        foreach (var feature in request.Features)
            json.WriteStringValue(request.FullNames ? $"{feature.View}__{feature.Feature}" : feature.Feature);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("results");
        foreach (var values in request.Entities.Values)
            WriteKey(json, values);
        foreach (var feature in request.Features)
            WriteFeature(json, answers[feature], request.Rows);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter json, JsonElement[] values)
    {
        json.WriteStartObject();
        json.WriteStartArray("values");
        foreach (var value in values)
            value.WriteTo(json);
        json.WriteEndArray();
        WriteTexts(json, "statuses", values.Select(_ => "PRESENT"));
        WriteTexts(json, "event_timestamps", values.Select(_ => Time(long.MinValue)));
        json.WriteEndObject();
    }

    private static void WriteFeature(Utf8JsonWriter json, FeastAnswer answer, int rows)
    {
        json.WriteStartObject();
        json.WriteStartArray("values");
        for (var row = 0; row < rows; row++)
            WriteValue(json, answer.Values, row);
        json.WriteEndArray();
        WriteTexts(json, "statuses", Enumerable.Range(0, rows).Select(row => answer.Rows.Statuses[row] switch
        {
            OnlineStatus.NotFound => "NOT_FOUND",
            OnlineStatus.OutsideMaxAge => "OUTSIDE_MAX_AGE",
            _ => answer.Values.IsNull(row) ? "NULL_VALUE" : "PRESENT",
        }));
        WriteTexts(json, "event_timestamps", answer.Rows.EventTimes.Select(Time));
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, Column column, int row)
    {
        switch (column.GetValue(row))
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset time:
                json.WriteStringValue(Time(UnixMicros.From(time)));
                break;
            case var other:
                // JSON has no NaN; protobuf's JSON writes it so.
                json.WriteStringValue(Convert.ToString(other, CultureInfo.InvariantCulture));
                break;
        }
    }

    // A fact without a time is at the epoch, as in Feast.
    private static string Time(long micros) => UnixMicros.ToInstant(micros == long.MinValue ? 0 : micros).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);
}

internal sealed record FeastAnswer(OnlineRows Rows, Column Values);
