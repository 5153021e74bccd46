using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Jupyter.Zmtp;

namespace MLPlatform.Jupyter.Tests.Zmtp;

public class FrameTests
{
    [Fact]
    public void ReadMessageAsync_any_frames_in_any_pieces_come_back_whole() =>
        Prop.ForAll<byte[][], int[]>((frames, sizes) =>
        {
            if (frames.Length == 0)
                return true;
            var encoded = Frame.EncodeMessage(Memories(frames));
            var read = Read([.. encoded, .. encoded], sizes, messages: 3);
            return read is [{ } first, { } second, null] && Same(first, frames) && Same(second, frames);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public void ReadMessageAsync_bodies_around_the_length_encodings_come_back(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        var read = Read(Frame.EncodeMessage([body, body]), [700, 3, 41], messages: 1);
        Assert.True(Same(read[0]!, [body, body]));
    }

    [Fact]
    public async Task ReadMessageAsync_every_truncation_is_refused()
    {
        var encoded = Frame.EncodeMessage([new byte[3], new byte[300], Array.Empty<byte>()]);
        for (var cut = 1; cut < encoded.Length; cut++)
        {
            var reader = new FrameReader(new ChunkedStream(encoded[..cut], []), ZmtpLimits.Small);
            await Assert.ThrowsAsync<ZmtpException>(async () => await reader.ReadMessageAsync(CancellationToken.None));
        }
    }

    [Fact]
    public void ReadMessageAsync_arbitrary_bytes_are_read_or_refused_and_nothing_else() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            try
            {
                Read(bytes, [], messages: 1);
                return true;
            }
            catch (ZmtpException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task ReadMessageAsync_a_claimed_length_beyond_the_limit_is_refused_before_its_bytes_come()
    {
        byte[] header = [(byte)FrameFlags.Long, 0x3F, 0, 0, 0, 0, 0, 0, 0];
        var reader = new FrameReader(new ChunkedStream(header, []), ZmtpLimits.Small);
        var refusal = await Assert.ThrowsAsync<ZmtpException>(async () => await reader.ReadMessageAsync(CancellationToken.None));
        Assert.Contains("are allowed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadMessageAsync_more_frames_than_the_limit_are_refused()
    {
        var encoded = Frame.EncodeMessage([.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[1], ZmtpLimits.Small.MaxFrames + 1)]);
        var reader = new FrameReader(new ChunkedStream(encoded, []), ZmtpLimits.Small);
        await Assert.ThrowsAsync<ZmtpException>(async () => await reader.ReadMessageAsync(CancellationToken.None));
    }

    private static List<Frame[]?> Read(byte[] bytes, int[] sizes, int messages)
    {
        var reader = new FrameReader(new ChunkedStream(bytes, sizes), ZmtpLimits.Messages);
        var read = new List<Frame[]?>();
        for (var i = 0; i < messages; i++)
        {
            var next = reader.ReadMessageAsync(CancellationToken.None).AsTask();
            Assert.True(next.IsCompleted);
            read.Add(next.GetAwaiter().GetResult());
        }

        return read;
    }

    private static bool Same(Frame[] read, byte[][] sent) => read.Length == sent.Length && read.Zip(sent).All(pair => pair.First.Body.AsSpan().SequenceEqual(pair.Second));

    private static ReadOnlyMemory<byte>[] Memories(byte[][] frames) => Array.ConvertAll(frames, frame => (ReadOnlyMemory<byte>)frame);
}
