using System.Globalization;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Time;
using MLPlatform.Frames;

namespace MLPlatform.FeatureServer.Feast;

/// <summary>The body of <c>POST /get-online-features</c> as Feast's clients send it, with <c>at</c> (ISO 8601) of our own.</summary>
/// <param name="Features"><c>view:feature</c> or <c>view@2:feature</c>, in the order asked.</param>
/// <param name="Entities">Key column → one value per entity row, all of one length.</param>
/// <param name="At">Microseconds that ages are counted from; 0 for now.</param>
internal sealed record FeastRequest(IReadOnlyList<FeastFeature> Features, IReadOnlyDictionary<string, JsonElement[]> Entities, int Rows, bool FullNames, long At)
{
    private static readonly string[] Fields = ["features", "entities", "full_feature_names", "at"];

    /// <exception cref="PlatformException">The body has another shape.</exception>
    public static FeastRequest Parse(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw Refuse("The body is no JSON object.", """Send {"features": ["view:feature"], "entities": {"key": ["value"]}}.""");
        foreach (var field in body.EnumerateObject())
            if (!Fields.Contains(field.Name))
                throw Refuse($"The field `{field.Name}` is not known.", field.Name == "feature_service" ? "List the features: \"features\": [\"view:feature\"]." : Nearest.To(field.Name, Fields) is { } near ? $"Did you mean `{near}`?" : $"Known are {string.Join(", ", Fields)}.");
        if (!body.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array || features.GetArrayLength() == 0)
            throw Refuse("The body lacks `features`.", "List them: \"features\": [\"view:feature\"].");
        if (!body.TryGetProperty("entities", out var entities) || entities.ValueKind != JsonValueKind.Object)
            throw Refuse("The body lacks `entities`.", "Give the keys: \"entities\": {\"key\": [\"value\"]}.");
        var keys = entities.EnumerateObject().ToDictionary(key => key.Name, key => ValuesOf(key), StringComparer.Ordinal);
        if (keys.Count == 0 || keys.Values.Select(values => values.Length).Distinct().Count() != 1)
            throw Refuse("The lists in `entities` differ in length.", "Give one value per key for each row.");
        return new FeastRequest([.. features.EnumerateArray().Select(FeastFeature.Parse)], keys, keys.Values.First().Length, body.TryGetProperty("full_feature_names", out var full) && full.ValueKind == JsonValueKind.True, AtOf(body));
    }

    /// <summary>The key columns of a view, of the types it was put online with.</summary>
    /// <exception cref="PlatformException">A key is missing or does not fit its type.</exception>
    public Frame Keys(IReadOnlyList<JoinKey> keys) => new(keys.Select(key => Entities.TryGetValue(key.Name, out var values)
        ? ColumnOf(key, values)
        : throw new PlatformException(FeatureErrors.KeyMissing, $"`entities` lacks the key `{key.Name}`.", Nearest.To(key.Name, Entities.Keys) is { } near ? $"Did you mean it by `{near}`?" : "Add it.")));

    internal static PlatformException Refuse(string problem, string fix) => new(PlatformErrors.BadRequest, problem, fix);

    private static JsonElement[] ValuesOf(JsonProperty key) => key.Value.ValueKind == JsonValueKind.Array
        ? [.. key.Value.EnumerateArray()]
        : throw Refuse($"`{key.Name}` in `entities` is no list.", $"Write \"{key.Name}\": [{key.Value.GetRawText()}].");

    private static long AtOf(JsonElement body)
    {
        if (!body.TryGetProperty("at", out var at))
            return 0;
        return at.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(at.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? UnixMicros.From(time)
            : throw Refuse($"`at` is no time: `{at.GetRawText()}`.", "Write it as 2001-06-01T12:00:00Z.");
    }

    private static Column ColumnOf(JoinKey key, JsonElement[] values)
    {
        var validity = new byte[Bitmap.ByteCount(values.Length)];
        for (var i = 0; i < values.Length; i++)
            Bitmap.Set(validity, i, values[i].ValueKind != JsonValueKind.Null);
        return key.Type switch
        {
            ColumnType.Text => TextColumn.Of(key.Name, [.. values.Select(value => Value(key, value, JsonValueKind.String, element => element.GetString()))]),
            ColumnType.Int32 or ColumnType.Int64 => new Column<long>(key.Name, values.Select(value => Value(key, value, JsonValueKind.Number, element => element.TryGetInt64(out var number) ? number : throw Wrong(key, element))).ToArray(), validity),
            ColumnType.Float32 or ColumnType.Float64 => new Column<double>(key.Name, values.Select(value => Value(key, value, JsonValueKind.Number, element => element.GetDouble())).ToArray(), validity),
            ColumnType.Bool => BoolsOf(key, values, validity),
            _ => new Column<long>(key.Name, values.Select(value => Value(key, value, JsonValueKind.String, element => element.TryGetDateTimeOffset(out var time) ? UnixMicros.From(time) : throw Wrong(key, element))).ToArray(), validity, timestamp: true),
        };
    }

    private static BoolColumn BoolsOf(JoinKey key, JsonElement[] values, byte[] validity)
    {
        var bits = new byte[Bitmap.ByteCount(values.Length)];
        for (var i = 0; i < values.Length; i++)
            Bitmap.Set(bits, i, values[i].ValueKind switch { JsonValueKind.True => true, JsonValueKind.False or JsonValueKind.Null => false, _ => throw Wrong(key, values[i]) });
        return new BoolColumn(key.Name, bits, values.Length, validity);
    }

    private static T? Value<T>(JoinKey key, JsonElement value, JsonValueKind kind, Func<JsonElement, T> read) =>
        value.ValueKind == JsonValueKind.Null ? default : value.ValueKind == kind ? read(value) : throw Wrong(key, value);

    private static PlatformException Wrong(JoinKey key, JsonElement value) => new(FeatureErrors.KeyType, $"The key `{key.Name}` is {key.Type}; `{value.GetRawText()}` does not fit.", "Correct it in `entities`.");
}

/// <param name="Version">0 for the newest online.</param>
internal sealed record FeastFeature(string View, int Version, string Feature)
{
    public static FeastFeature Parse(JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var view = colon < 0 ? "" : text[..colon];
        var version = 0;
        var mark = view.IndexOf('@', StringComparison.Ordinal);
        if (view.Length == 0 || colon == text.Length - 1 || (mark >= 0 && (!int.TryParse(view.AsSpan(mark + 1).TrimStart('v'), NumberStyles.None, CultureInfo.InvariantCulture, out version) || version == 0)))
            throw FeastRequest.Refuse($"`{text}` names no feature.", "Write view:feature, such as origin_load:departures_1h.");
        return new FeastFeature(mark < 0 ? view : view[..mark], version, text[(colon + 1)..]);
    }
}
