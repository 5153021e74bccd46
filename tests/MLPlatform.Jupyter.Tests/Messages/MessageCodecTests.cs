using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Jupyter.Tests.Messages;

public class MessageCodecTests
{
    private static readonly MessageCodec Codec = new("a0436f6c-1916-498b-8eb9-e81ab9368e84");

    [Fact]
    public void Decode_gives_back_any_message_that_was_encoded() =>
        Prop.ForAll<NonNull<string>, byte[][]>((code, buffers) =>
        {
            var bare = JupyterMessage.New(MessageTypes.IsCompleteRequest, new IsCompleteRequest(code.Get), JupyterJson.Default.IsCompleteRequest, "s", TimeProvider.System);
            var sent = bare with { Identities = [new byte[] { 0, 1 }], Buffers = [.. buffers.Select(buffer => (ReadOnlyMemory<byte>)buffer)] };
            var read = Codec.Decode(Frames(Codec.Encode(sent)));
            // A lone surrogate has no UTF-8 form and arrives as the replacement character.
            var arrives = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(code.Get));
            return read.Header == sent.Header && read.Content(JupyterJson.Default.IsCompleteRequest).Code == arrives && read.Buffers.Count == buffers.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Encode_signs_as_hmac_sha256_of_the_four_json_frames()
    {
        var message = new JupyterMessage
        {
            Header = new MessageHeader("1", "s", "u", "2026-01-01T00:00:00Z", "status", "5.4"),
            HeaderJson = "{\"msg_id\":\"1\"}"u8.ToArray(),
            ContentJson = "{\"execution_state\":\"idle\"}"u8.ToArray(),
        };
        var frames = Codec.Encode(message);
        Assert.Equal("<IDS|MSG>", Encoding.ASCII.GetString(frames[0].Span));
        Assert.Equal("2834b57dab20ac16d69a1738036225b63b8b54348a8dfeb74228df73adb16d60", Encoding.ASCII.GetString(frames[1].Span));
    }

    [Fact]
    public void Decode_a_change_in_any_signed_frame_is_refused()
    {
        var frames = Frames(Codec.Encode(JupyterMessage.New(MessageTypes.Status, ExecutionState.Busy, JupyterJson.Default.ExecutionState, "s", TimeProvider.System)));
        for (var i = 1; i < frames.Length; i++)
        {
            var changed = frames.Select(frame => (byte[])frame.Clone()).ToArray();
            changed[i][^1] ^= 1;
            Assert.Throws<JupyterProtocolException>(() => Codec.Decode(changed));
        }
    }

    [Fact]
    public void Decode_another_key_is_refused()
    {
        var frames = Frames(new MessageCodec("other").Encode(JupyterMessage.New(MessageTypes.Status, ExecutionState.Busy, JupyterJson.Default.ExecutionState, "s", TimeProvider.System)));
        Assert.Contains("signature", Assert.Throws<JupyterProtocolException>(() => Codec.Decode(frames)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_without_a_key_takes_unsigned_messages()
    {
        var open = new MessageCodec("");
        var sent = JupyterMessage.New(MessageTypes.Status, ExecutionState.Busy, JupyterJson.Default.ExecutionState, "s", TimeProvider.System);
        Assert.Equal(sent.Header, open.Decode(Frames(open.Encode(sent))).Header);
    }

    [Fact]
    public void Decode_arbitrary_frames_are_refused_and_nothing_else() =>
        Prop.ForAll<byte[][]>(frames =>
        {
            try
            {
                new MessageCodec("").Decode([[], "<IDS|MSG>"u8.ToArray(), [], .. frames]);
                return false;
            }
            catch (JupyterProtocolException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("[]")]
    [InlineData("{} x")]
    [InlineData("{\"msg_id\":\"1\"}")]
    [InlineData("{\"msg_id\":1,\"msg_type\":\"x\"}")]
    public void Decode_a_header_that_is_not_one_is_refused(string header)
    {
        byte[] empty = "{}"u8.ToArray();
        Assert.Throws<JupyterProtocolException>(() => new MessageCodec("").Decode(["<IDS|MSG>"u8.ToArray(), [], Encoding.UTF8.GetBytes(header), empty, empty, empty]));
    }

    [Fact]
    public void MimeData_writes_json_types_as_json_and_others_as_text()
    {
        var data = new MimeData(new Dictionary<string, string> { ["text/plain"] = "{}", ["application/vnd.plotly.v1+json"] = "{\"data\":[]}" });
        var json = JsonSerializer.Serialize(new DisplayData(data, MimeData.Empty, new Transient()), JupyterJson.Default.DisplayData);
        Assert.Equal("{\"data\":{\"text/plain\":\"{}\",\"application/vnd.plotly.v1\\u002Bjson\":{\"data\":[]}},\"metadata\":{},\"transient\":{}}", json);
        Assert.Equal(data.Content, JsonSerializer.Deserialize(json, JupyterJson.Default.DisplayData)!.Data.Content);
    }

    [Fact]
    public void HistoryEntry_is_a_list_on_the_wire()
    {
        var reply = new HistoryReply("ok", [new HistoryEntry(1, 2, "a"), new HistoryEntry(1, 3, "b") { WithOutput = true }]);
        var json = JsonSerializer.Serialize(reply, JupyterJson.Default.HistoryReply);
        Assert.Equal("{\"status\":\"ok\",\"history\":[[1,2,\"a\"],[1,3,[\"b\",null]]]}", json);
        Assert.Equal(reply.History, JsonSerializer.Deserialize(json, JupyterJson.Default.HistoryReply)!.History);
    }

    [Fact]
    public void CodePoints_convert_there_and_back() =>
        Prop.ForAll<NonNull<string>, NonNegativeInt>((text, position) =>
        {
            var utf16 = CodePoints.ToUtf16(text.Get, position.Get);
            return utf16 <= text.Get.Length && (utf16 == text.Get.Length || CodePoints.FromUtf16(text.Get, utf16) == position.Get);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void CodePoints_count_an_emoji_once() => Assert.Equal(3, CodePoints.ToUtf16("a😀b", 2));

    private static byte[][] Frames(IReadOnlyList<ReadOnlyMemory<byte>> frames) => [.. frames.Select(frame => frame.ToArray())];
}
