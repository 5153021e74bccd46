using System.Text.Json;
using MLPlatform.Frames.Json;
using MLPlatform.Contracts.Time;
using MLPlatform.Features.Online;
using MLPlatform.ModelServer.Lookup;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>
/// What the feature server gave to a request: <c>lookups</c> counts rows by status and lists the keys without a value;
/// on <c>explain</c>, <c>features</c> lists every input with its values, where they came from and when they were true.
/// </summary>
internal static class LookupReport
{
    // A batch of strangers must not make the response as large as the request.
    private const int MostKeys = 100;

    /// <summary>The same as an object of its own, for a protocol whose parameters are flat.</summary>
    public static string ToJson(ServedModel model, Prediction prediction)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, model, prediction);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Properties of the object that is open in the writer.</summary>
    public static void Write(Utf8JsonWriter json, ServedModel model, Prediction prediction)
    {
        json.WriteStartArray("lookups"u8);
        foreach (var lookup in prediction.Lookups)
        {
            json.WriteStartObject();
            json.WriteString("view"u8, lookup.View.View);
            json.WriteNumber("version"u8, lookup.View.Version);
            foreach (var (status, name) in new[] { (OnlineStatus.Present, "present"), (OnlineStatus.NotFound, "not_found"), (OnlineStatus.OutsideMaxAge, "outside_max_age") })
                json.WriteNumber(name, lookup.Rows.Statuses.Count(row => row == status));
            WriteAbsent(json, lookup);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (prediction.Request.Explain)
            WriteFeatures(json, model, prediction);
    }

    private static void WriteAbsent(Utf8JsonWriter json, ViewLookup lookup)
    {
        var absent = Enumerable.Range(0, lookup.Rows.Statuses.Count).Where(row => lookup.Rows.Statuses[row] != OnlineStatus.Present).Take(MostKeys).ToList();
        if (absent.Count == 0)
            return;
        json.WriteStartArray("absent"u8);
        foreach (var row in absent)
        {
            json.WriteStartObject();
            json.WriteNumber("row"u8, row);
            foreach (var key in lookup.Keys.Columns)
            {
                json.WritePropertyName(key.Name);
                ColumnJson.WriteValue(json, key, row);
            }

            json.WriteString("status"u8, lookup.Rows.Statuses[row] == OnlineStatus.NotFound ? "NOT_FOUND" : "OUTSIDE_MAX_AGE");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFeatures(Utf8JsonWriter json, ServedModel model, Prediction prediction)
    {
        json.WriteStartArray("features"u8);
        for (var slot = 0; slot < model.Schema.InputCount; slot++)
        {
            if (prediction.Request.Columns[slot] is not { } column)
                continue;
            var lookup = prediction.Given[slot] ? null : prediction.Lookups.FirstOrDefault(view => view.View.Columns.Any(feature => feature.Column == column.Name));
            json.WriteStartObject();
            json.WriteString("name"u8, column.Name);
            json.WriteString("from"u8, lookup is null ? "request" : $"{lookup.View.View}@{lookup.View.Version}");
            json.WritePropertyName("values"u8);
            ColumnJson.WriteValues(json, column);
            if (lookup is not null)
                WriteTimes(json, lookup.Rows.EventTimes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTimes(Utf8JsonWriter json, IReadOnlyList<long> times)
    {
        json.WriteStartArray("event_times"u8);
        foreach (var time in times)
        {
            if (time == long.MinValue)
                json.WriteNullValue();
            else
                json.WriteStringValue(UnixMicros.ToInstant(time).UtcDateTime);
        }

        json.WriteEndArray();
    }
}
