using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MLPlatform.Jupyter.Messages;

/// <summary>A message between its frames and its meaning. The JSON parts stay as the bytes that were signed.</summary>
public sealed record JupyterMessage
{
    public static readonly ReadOnlyMemory<byte> EmptyObject = "{}"u8.ToArray();

    /// <summary>Routing frames in front of the delimiter: the client's identity, or a topic on iopub.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Identities { get; init; } = [];

    public required MessageHeader Header { get; init; }

    /// <summary>The header as received, to be echoed as a reply's parent byte for byte.</summary>
    public required ReadOnlyMemory<byte> HeaderJson { get; init; }

    public ReadOnlyMemory<byte> ParentHeaderJson { get; init; } = EmptyObject;

    public ReadOnlyMemory<byte> MetadataJson { get; init; } = EmptyObject;

    public ReadOnlyMemory<byte> ContentJson { get; init; } = EmptyObject;

    public IReadOnlyList<ReadOnlyMemory<byte>> Buffers { get; init; } = [];

    public string Type => Header.MsgType;

    public static JupyterMessage New<T>(string type, T content, JsonTypeInfo<T> contentType, string session, TimeProvider time, JupyterMessage? parent = null)
    {
        var header = MessageHeader.New(type, session, time);
        return new JupyterMessage
        {
            Header = header,
            HeaderJson = JsonSerializer.SerializeToUtf8Bytes(header, JupyterJson.Default.MessageHeader),
            ParentHeaderJson = parent?.HeaderJson ?? EmptyObject,
            ContentJson = JsonSerializer.SerializeToUtf8Bytes(content, contentType),
        };
    }

    /// <exception cref="JupyterProtocolException">The content is not of this shape.</exception>
    public T Content<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(ContentJson.Span, type) ?? throw new JupyterProtocolException($"A {Type} without content.");
        }
        catch (JsonException malformed)
        {
            throw new JupyterProtocolException($"The content of a {Type} cannot be read: {malformed.Message}", malformed);
        }
    }
}
