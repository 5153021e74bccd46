using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLPlatform.Jupyter.Messages;

/// <summary>Media type → content. JSON media types travel as JSON, all others as text.</summary>
[JsonConverter(typeof(MimeDataConverter))]
public sealed record MimeData(IReadOnlyDictionary<string, string> Content)
{
    public static MimeData Empty { get; } = new(new Dictionary<string, string>());

    internal static bool IsJson(string mime) => mime == "application/json" || mime.EndsWith("+json", StringComparison.Ordinal);
}

internal sealed class MimeDataConverter : JsonConverter<MimeData>
{
    public override MimeData Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var content = new Dictionary<string, string>();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A media bundle is an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var mime = reader.GetString()!;
            reader.Read();
            using var value = JsonDocument.ParseValue(ref reader);
            content[mime] = value.RootElement.ValueKind switch
            {
                JsonValueKind.String when !MimeData.IsJson(mime) => value.RootElement.GetString()!,
                // Files split text into lines; messages do not, but old clients copy one into the other.
                JsonValueKind.Array when !MimeData.IsJson(mime) => string.Concat(value.RootElement.EnumerateArray().Select(line => line.GetString())),
                _ => value.RootElement.GetRawText(),
            };
        }

        return new MimeData(content);
    }

    public override void Write(Utf8JsonWriter writer, MimeData value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (mime, content) in value.Content)
        {
            writer.WritePropertyName(mime);
            if (MimeData.IsJson(mime))
                writer.WriteRawValue(content);
            else
                writer.WriteStringValue(content);
        }

        writer.WriteEndObject();
    }
}
