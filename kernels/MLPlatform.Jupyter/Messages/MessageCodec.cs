using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MLPlatform.Jupyter.Messages;

/// <summary>
/// Frames of a message: identities, <c>&lt;IDS|MSG&gt;</c>, signature, header, parent header, metadata, content, buffers. The signature is the lower-case
/// hex HMAC-SHA256 of the four JSON frames; an empty key leaves it empty and unchecked.
/// </summary>
public sealed class MessageCodec(string key)
{
    private const int SignedFrames = 4;
    private const int MaxJsonDepth = 256;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    private static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    private static readonly ReadOnlyMemory<byte> DelimiterFrame = Delimiter.ToArray();

    public IReadOnlyList<ReadOnlyMemory<byte>> Encode(JupyterMessage message)
    {
        ReadOnlyMemory<byte>[] signed = [message.HeaderJson, message.ParentHeaderJson, message.MetadataJson, message.ContentJson];
        return [.. message.Identities, DelimiterFrame, Sign(signed), .. signed, .. message.Buffers];
    }

    /// <exception cref="JupyterProtocolException">Too few frames, a wrong signature, or a header that is not one.</exception>
    public JupyterMessage Decode(byte[][] frames)
    {
        var delimiter = Array.FindIndex(frames, frame => frame.AsSpan().SequenceEqual(Delimiter));
        if (delimiter < 0 || frames.Length < delimiter + 2 + SignedFrames)
            throw new JupyterProtocolException("A message with too few frames.");
        var signed = frames.Skip(delimiter + 2).Take(SignedFrames).Select(frame => (ReadOnlyMemory<byte>)frame).ToArray();
        if (_key.Length > 0 && !CryptographicOperations.FixedTimeEquals(Sign(signed), frames[delimiter + 1]))
            throw new JupyterProtocolException("A message with a wrong signature.");
        foreach (var part in signed)
            CheckIsObject(part.Span);
        return new JupyterMessage
        {
            Identities = [.. frames.Take(delimiter).Select(frame => (ReadOnlyMemory<byte>)frame)],
            Header = ReadHeader(signed[0].Span),
            HeaderJson = signed[0],
            ParentHeaderJson = signed[1],
            MetadataJson = signed[2],
            ContentJson = signed[3],
            Buffers = [.. frames.Skip(delimiter + 2 + SignedFrames).Select(frame => (ReadOnlyMemory<byte>)frame)],
        };
    }

    private static MessageHeader ReadHeader(ReadOnlySpan<byte> json)
    {
        try
        {
            var header = JsonSerializer.Deserialize(json, JupyterJson.Default.MessageHeader);
            return header is { MsgType: not null, MsgId: not null } ? header : throw new JupyterProtocolException("A message header without msg_id or msg_type.");
        }
        catch (JsonException malformed)
        {
            throw new JupyterProtocolException("A message header that is not valid.", malformed);
        }
    }

    /// <summary>The parts are echoed and stored as bytes, so they are checked once, here.</summary>
    private static void CheckIsObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new JupyterProtocolException("A message part that is not a JSON object.");
            reader.Skip();
            if (reader.Read())
                throw new JupyterProtocolException("A message part with something after its JSON object.");
        }
        catch (JsonException malformed)
        {
            throw new JupyterProtocolException("A message part that is not valid JSON.", malformed);
        }
    }

    private byte[] Sign(ReadOnlyMemory<byte>[] frames)
    {
        if (_key.Length == 0)
            return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var frame in frames)
            hash.AppendData(frame.Span);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
