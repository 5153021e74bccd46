using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Online;
using MLPlatform.Frames;

namespace MLPlatform.Features.Tests.Online;

public sealed class FrameCodecTests
{
    [Fact]
    public void Read_of_what_was_written_is_the_same_frame() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll<byte[], byte, int>((types, rows, seed) =>
    {
        var frame = Any(types, rows % 70, seed);
        var copy = Copy(Written(frame));
        Assert.Equal(frame.Columns.Select(column => (column.Name, column.Type)), copy.Columns.Select(column => (column.Name, column.Type)));
        Assert.Equal(frame.ContentHash(), copy.ContentHash());
    }));

    [Fact]
    public void Read_of_damaged_bytes_is_a_frame_or_a_refusal() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll<byte[], int, (byte Bits, bool Cut)>((types, seed, damage) =>
    {
        var bytes = Written(Any(types, 9, seed));
        var at = (int)((uint)seed * 2_654_435_761 % (uint)bytes.Length);
        if (damage.Cut)
            bytes = bytes[..at];
        else
            bytes[at] ^= damage.Bits;
        try
        {
            Copy(bytes);
        }
        catch (PlatformException refusal)
        {
            Assert.Equal(FeatureErrors.BadMessage, refusal.Code);
        }
    }));

    [Fact]
    public void Written_frame_equals_the_committed_one_and_can_still_be_read()
    {
        var frame = new Frame(
            TextColumn.Of("port", ["A", null, "ü"]),
            new Column<long>("calls", new long[] { 1, -1, long.MaxValue }),
            new Column<double>("delay", new[] { 0.5, 0, -2 }, new byte[] { 0b101 }),
            new BoolColumn("open", [true, false, true]),
            new Column<long>("event_time", new long[] { 0, 1, 2 }, timestamp: true));

        Golden.Equal("wire-frame.hex", string.Join('\n', Convert.ToHexStringLower(Written(frame)).Chunk(64).Select(line => new string(line))) + "\n");
        Assert.Equal(frame.ContentHash(), Copy(Convert.FromHexString(Golden.Text("wire-frame.hex").Replace("\n", "", StringComparison.Ordinal))).ContentHash());
    }

    [Fact]
    public void ToRead_gives_back_reads_and_time()
    {
        var (reads, at) = OnlineCodec.ToRead(OnlineCodec.Read([new OnlineRead("a", 1, Any([1, 2], 3, 1)), new OnlineRead("b", 2, Any([5], 0, 1))], 42).Span);

        Assert.Equal(42, at);
        Assert.Equal([("a", 1, 3), ("b", 2, 0)], reads.Select(read => (read.View, read.Version, read.Keys.RowCount)));
    }

    [Fact]
    public void ToRefusal_keeps_code_problem_and_fix()
    {
        var refusal = OnlineCodec.ToRefusal(OnlineCodec.Refusal(new PlatformException(FeatureErrors.UnknownView, "No `x`.", "Say y.")).Span);

        Assert.Equal((FeatureErrors.UnknownView, "No `x`.", "Say y."), (refusal.Code, refusal.Problem, refusal.Fix));
    }

    private static byte[] Written(Frame frame)
    {
        var writer = new WireWriter();
        FrameCodec.Write(writer, frame);
        return writer.Written.ToArray();
    }

    private static Frame Copy(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        var frame = FrameCodec.Read(ref reader);
        reader.End();
        return frame;
    }

    private static Frame Any(byte[] types, int rows, int seed)
    {
        var random = new Random(seed);
        return new Frame(types.Take(9).Select((type, i) => Column((ColumnType)(type % 7), $"c{i}", rows, random)));
    }

    private static Column Column(ColumnType type, string name, int rows, Random random)
    {
        var validity = new byte[random.Next(2) == 0 ? 0 : Bitmap.ByteCount(rows)];
        random.NextBytes(validity);
        var bits = new byte[Bitmap.ByteCount(rows)];
        random.NextBytes(bits);
        return type switch
        {
            ColumnType.Bool => new BoolColumn(name, bits, rows, validity),
            ColumnType.Int32 => new Column<int>(name, Enumerable.Range(0, rows).Select(_ => random.Next()).ToArray(), validity),
            ColumnType.Int64 or ColumnType.Timestamp => new Column<long>(name, Enumerable.Range(0, rows).Select(_ => random.NextInt64()).ToArray(), validity, type == ColumnType.Timestamp),
            ColumnType.Float32 => new Column<float>(name, Enumerable.Range(0, rows).Select(_ => random.NextSingle()).ToArray(), validity),
            ColumnType.Float64 => new Column<double>(name, Enumerable.Range(0, rows).Select(_ => random.Next(9) == 0 ? double.NaN : random.NextDouble()).ToArray(), validity),
            _ => TextColumn.Of(name, [.. Enumerable.Range(0, rows).Select(_ => random.Next(4) switch { 0 => null, 1 => "", var n => new string('ü', n) })]),
        };
    }
}
