using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Frames.Tests.Hashing;

public sealed class ContentHashTests
{
    // Made by Hashing/content_hash.py, which follows the written format and knows nothing of this code.
    private const string Golden = "sha256:784da18014c54b41cb6a9b6d3900ab607030983c72bb44663ce762ab178b74f4";

    private static Frame Sample() => new(
        new Column<int>("i", new[] { 1, -2, 99 }, new byte[] { 0b011 }),
        new Column<long>("l", new[] { 1L, long.MinValue, 3 }),
        new Column<float>("f", new[] { 1.5f, float.NaN, -0f }),
        new Column<double>("d", new[] { 0.1, 7, double.NaN }, new byte[] { 0b101 }),
        new BoolColumn("b", new byte[] { 0b111 }, 3, new byte[] { 0b110 }),
        TextColumn.Of("t", ["héllo", null, ""]),
        new Column<long>("at", new[] { 0L, 1_000_000, 2 }, timestamp: true));

    [Fact]
    public void ContentHash_follows_the_written_format() => Assert.Equal(Golden, Sample().ContentHash());

    [Fact]
    public void ContentHash_ignores_what_cannot_be_seen()
    {
        var noisy = new Frame(
            new Column<int>("i", new[] { 1, -2, 7 }, new byte[] { 0b1111_1011 }),
            new Column<long>("l", new[] { 0, 1L, long.MinValue, 3 }.AsMemory(1), new byte[] { 0xFF }),
            new Column<float>("f", new[] { 1.5f, BitConverter.UInt32BitsToSingle(0xFFC12345), 0f }),
            new Column<double>("d", new[] { 0.1, -1, BitConverter.UInt64BitsToDouble(0xFFF8000000000001) }, new byte[] { 0b1010_1101 }),
            new BoolColumn("b", new byte[] { 0b1010_1110 }, 3, new byte[] { 0b0111_1110 }),
            new TextColumn("t", new[] { 0, 6, 9, 9 }, "hélloxyz"u8.ToArray().AsMemory()[..9], new byte[] { 0b1111_1101 }),
            new Column<long>("at", new[] { 0L, 1_000_000, 2 }, timestamp: true));
        Assert.Equal(Sample().ContentHash(), noisy.ContentHash());
    }

    [Fact]
    public void ContentHash_changes_with_anything_seen()
    {
        var sample = Sample();
        Frame[] others =
        [
            sample.With(new Column<int>("i", new[] { 1, -2, 0 })),
            sample.With(new Column<long>("at", new[] { 0L, 1_000_000, 2 })),
            sample.With(TextColumn.Of("t", ["héllo", "", ""])),
            sample.With(TextColumn.Of("t", ["héll", null, "o"])),
            sample.With(new Column<float>("f", new[] { 1.5f, float.NaN, float.Epsilon })),
            new(sample.Columns.Select(column => column.Name == "l" ? column.Rename("L") : column)),
            new(sample.Columns.Reverse()),
            sample.Take([0, 2, 1]),
            sample.Slice(0, 2),
            sample.Without("l"),
        ];
        Assert.Equal(others.Length + 1, others.Append(sample).Select(frame => frame.ContentHash()).Distinct().Count());
    }

    [Fact]
    public void ContentHash_does_not_depend_on_how_the_frame_was_cut()
    {
        using var engine = new SqlEngine(threads: 2);
        var whole = engine.Query("SELECT i, CASE WHEN i % 7 <> 0 THEN i / 3.0 END AS d, CASE WHEN i % 5 <> 0 THEN 'row ' || i END AS t, i % 3 = 0 AS b FROM range(50000) AS r(i)");
        var pieces = new[] { 1, 7, 2048, 20_001, 27_943 };
        var start = 0;
        var cut = pieces.Select(length => whole.Slice((start += length) - length, length)).ToArray();
        Assert.Equal(50_000, start);
        Assert.Equal(whole.ContentHash(), cut[0].Append(cut[1..]).ContentHash());
    }
}
