using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLPlatform.Jupyter.Messages;

/// <param name="CursorPos">In Unicode code points, as everywhere in the protocol.</param>
public sealed record CompleteRequest(string Code, int CursorPos);

public sealed record CompleteReply(string Status, IReadOnlyList<string> Matches, int CursorStart, int CursorEnd, CompletionMetadata Metadata);

/// <summary>Types beside the matches, under the key front ends agreed on.</summary>
public sealed record CompletionMetadata([property: JsonPropertyName("_jupyter_types_experimental")] IReadOnlyList<CompletionType> Types);

public sealed record CompletionType(int Start, int End, string Text, string Type, string? Signature);

public sealed record InspectRequest(string Code, int CursorPos, int DetailLevel);

public sealed record InspectReply(string Status, bool Found, MimeData Data, MimeData Metadata);

public sealed record IsCompleteRequest(string Code);

/// <param name="Indent">Only for <c>incomplete</c>.</param>
public sealed record IsCompleteReply(string Status, string? Indent);

public sealed record HistoryRequest
{
    public bool Output { get; init; }

    public bool Raw { get; init; }

    /// <summary><c>range</c>, <c>tail</c> or <c>search</c>.</summary>
    public string HistAccessType { get; init; } = "tail";

    /// <summary>0 is this session.</summary>
    public int Session { get; init; }

    public int Start { get; init; }

    public int? Stop { get; init; }

    public int? N { get; init; }

    public string? Pattern { get; init; }

    public bool Unique { get; init; }
}

public sealed record HistoryReply(string Status, IReadOnlyList<HistoryEntry> History);

/// <summary>On the wire a list: session, line number, and the input or a pair of input and output.</summary>
[JsonConverter(typeof(HistoryEntryConverter))]
public sealed record HistoryEntry(int Session, int Line, string Input)
{
    /// <summary>True writes the pair of input and output.</summary>
    public bool WithOutput { get; init; }

    /// <summary>The result as text; null when there was none.</summary>
    public string? Output { get; init; }
}

internal sealed class HistoryEntryConverter : JsonConverter<HistoryEntry>
{
    public override HistoryEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var entry = JsonDocument.ParseValue(ref reader);
        if (entry.RootElement is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() < 3)
            throw new JsonException("A history entry is a list of session, line and input.");
        var pair = list[2].ValueKind == JsonValueKind.Array && list[2].GetArrayLength() > 0;
        return new HistoryEntry(list[0].GetInt32(), list[1].GetInt32(), (pair ? list[2][0] : list[2]).GetString() ?? "")
        {
            WithOutput = pair,
            Output = pair && list[2].GetArrayLength() > 1 ? list[2][1].GetString() : null,
        };
    }

    public override void Write(Utf8JsonWriter writer, HistoryEntry value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Session);
        writer.WriteNumberValue(value.Line);
        if (value.WithOutput)
            writer.WriteStartArray();
        writer.WriteStringValue(value.Input);
        if (value.WithOutput)
        {
            writer.WriteStringValue(value.Output);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
