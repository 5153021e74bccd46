using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Frames.Tests;

public class FrameLawsTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(200);

    [Fact]
    public void Slice_is_a_list_slice() => Prop.ForAll(AnyFrame.Arbitrary(), Numbers(), (frame, seed) =>
    {
        var start = frame.RowCount == 0 ? 0 : seed % (frame.RowCount + 1);
        var length = frame.RowCount - start == 0 ? 0 : seed / 7 % (frame.RowCount - start + 1);
        return Rows(frame.Slice(start, length)).SequenceEqual(Rows(frame).Skip(start).Take(length));
    }).Check(Cases);

    [Fact]
    public void Take_is_indexing_and_minus_one_is_null() => Prop.ForAll(AnyFrame.Arbitrary(), Numbers(), (frame, seed) =>
    {
        var random = new Random(seed);
        var picks = Enumerable.Range(0, seed % 50).Select(_ => random.Next(-1, frame.RowCount)).ToArray();
        var rows = Rows(frame).ToArray();
        var nulls = string.Join('|', frame.Columns.Select(_ => "null"));
        return Rows(frame.Take(picks)).SequenceEqual(picks.Select(pick => pick < 0 ? nulls : rows[pick]));
    }).Check(Cases);

    [Fact]
    public void Append_of_slices_is_the_whole() => Prop.ForAll(AnyFrame.Arbitrary(), Numbers(), (frame, seed) =>
    {
        var first = seed % (frame.RowCount + 1);
        var second = first + (seed / 3 % (frame.RowCount - first + 1));
        var whole = frame.Slice(0, first).Append(frame.Slice(first, second - first), frame.Slice(second, frame.RowCount - second));
        return Rows(whole).SequenceEqual(Rows(frame)) && whole.ContentHash() == frame.ContentHash();
    }).Check(Cases);

    [Fact]
    public void Append_of_other_types_or_columns_is_refused()
    {
        var frame = new Frame(new Column<int>("x", new[] { 1 }));
        Assert.Equal(DataErrors.WrongType, Assert.Throws<PlatformException>(() => frame.Append(new Frame(new Column<long>("x", new[] { 1L })))).Code);
        Assert.Equal(DataErrors.UnknownColumn, Assert.Throws<PlatformException>(() => frame.Append(new Frame(new Column<int>("y", new[] { 1 })))).Code);
    }

    [Fact]
    public void DuckDB_and_back_changes_nothing()
    {
        using var engine = new SqlEngine(threads: 2);
        Prop.ForAll(AnyFrame.Arbitrary(), frame =>
        {
            engine.Register("f", frame);
            var back = engine.Query("SELECT * FROM f");
            return back.ContentHash() == frame.ContentHash() && back.Names.SequenceEqual(frame.Names);
        }).Check(Cases);
    }

    [Fact]
    public void DuckDB_streaming_changes_nothing()
    {
        using var engine = new SqlEngine(threads: 2);
        Prop.ForAll(AnyFrame.Arbitrary(), frame =>
        {
            engine.Register("f", frame);
            var parts = new List<Frame>();
            engine.Stream("SELECT * FROM f", parts.Add, batchRows: 100);
            return parts[0].Append(parts[1..]).ContentHash() == frame.ContentHash();
        }).Check(Cases);
    }

    [Fact]
    public void Parquet_and_back_changes_nothing()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "frame.parquet");
            Prop.ForAll(AnyFrame.Arbitrary(), frame =>
            {
                frame.WriteParquet(path);
                return Frame.FromParquet(path).ContentHash() == frame.ContentHash();
            }).Check(Cases.WithMaxTest(50));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Arbitrary<int> Numbers() => Gen.Choose(0, 1_000_000).ToArbitrary();

    private static IEnumerable<string> Rows(Frame frame) => Enumerable.Range(0, frame.RowCount)
        .Select(row => string.Join('|', frame.Columns.Select(column => column.GetValue(row) is { } value ? $"{value.GetType().Name} {value}" : "null")));
}
