using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Jupyter.Clients;

/// <summary>
/// Messages as a Jupyter server's WebSocket carries them without a subprotocol: one JSON object with the channel's name; when there are
/// buffers, a binary frame of big-endian uint32 count and offsets, the JSON part first.
/// </summary>
public static class ServerFrames
{
    public static byte[] Write(KernelChannel channel, JupyterMessage message)
    {
        using var frame = new MemoryStream();
        using (var writer = new Utf8JsonWriter(frame))
        {
            writer.WriteStartObject();
            writer.WriteString("channel", NameOf(channel));
            Part("header", message.HeaderJson);
            Part("parent_header", message.ParentHeaderJson);
            Part("metadata", message.MetadataJson);
            Part("content", message.ContentJson);
            writer.WriteStartArray("buffers");
            writer.WriteEndArray();
            writer.WriteEndObject();

            void Part(string name, ReadOnlyMemory<byte> json)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(json.Span);
            }
        }

        return frame.ToArray();
    }

    /// <returns>Null for what is no message of a kernel.</returns>
    public static KernelMessage? Read(ReadOnlyMemory<byte> frame, bool binary)
    {
        try
        {
            using var json = JsonDocument.Parse(binary ? JsonPart(frame) : frame);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("header", out var header) || Channel(root) is not { } channel)
                return null;
            return header.Deserialize(JupyterJson.Default.MessageHeader) is { MsgType: not null, MsgId: not null } read
                ? new KernelMessage(channel, new JupyterMessage
                {
                    Header = read,
                    HeaderJson = Raw(header),
                    ParentHeaderJson = Part(root, "parent_header"),
                    MetadataJson = Part(root, "metadata"),
                    ContentJson = Part(root, "content"),
                })
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> JsonPart(ReadOnlyMemory<byte> frame)
    {
        if (frame.Length < sizeof(uint))
            return default;
        var count = BinaryPrimitives.ReadUInt32BigEndian(frame.Span);
        if (count == 0 || frame.Length < sizeof(uint) * ((long)count + 1))
            return default;
        var start = BinaryPrimitives.ReadUInt32BigEndian(frame.Span[sizeof(uint)..]);
        var end = count > 1 ? BinaryPrimitives.ReadUInt32BigEndian(frame.Span[(2 * sizeof(uint))..]) : (uint)frame.Length;
        return start <= end && end <= frame.Length ? frame[(int)start..(int)end] : default;
    }

    private static KernelChannel? Channel(JsonElement root) => (root.TryGetProperty("channel", out var name) ? name.GetString() : null) switch
    {
        "shell" => KernelChannel.Shell,
        "iopub" => KernelChannel.Iopub,
        "stdin" => KernelChannel.Stdin,
        "control" => KernelChannel.Control,
        _ => null,
    };

    private static string NameOf(KernelChannel channel) => channel switch
    {
        KernelChannel.Shell => "shell",
        KernelChannel.Iopub => "iopub",
        KernelChannel.Stdin => "stdin",
        _ => "control",
    };

    private static ReadOnlyMemory<byte> Part(JsonElement root, string name) => root.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? Raw(part) : JupyterMessage.EmptyObject;

    private static byte[] Raw(JsonElement element) => Encoding.UTF8.GetBytes(element.GetRawText());
}
