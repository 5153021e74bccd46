using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;

namespace MLPlatform.Frames.Tests.Files;

public sealed class NpzTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void FromNpz_reads_what_NumPy_wrote()
    {
        var frame = Frame.FromNpz(Path.Combine(AppContext.BaseDirectory, "Golden", "numpy.npz"));
        Assert.Equal(["b", "i", "l", "f", "d", "t"], frame.Names);
        Assert.Equal([true, 1, 1L, 0.5f, 0.1, new DateTimeOffset(2001, 1, 1, 0, 0, 1, TimeSpan.Zero)], frame.Columns.Select(column => column.GetValue(0)!));
        Assert.Equal([false, -2, 1L << 62, float.NaN, double.PositiveInfinity, null], frame.Columns.Select(column => column.GetValue(1)));
    }

    [Fact]
    public void WriteNpz_then_FromNpz_changes_nothing_that_NumPy_can_hold() => Prop.ForAll(AnyFrame.Arbitrary(), any =>
    {
        var path = Path.Combine(_folder, "frame.npz");
        var frame = new Frame(any.Where(column => column.Type != ColumnType.Text && (column.NullCount == 0 || column.Type is ColumnType.Timestamp)));
        frame.WriteNpz(path);
        return Frame.FromNpz(path).ContentHash() == frame.ContentHash();
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void WriteNpz_of_text_or_of_integers_with_nulls_is_refused()
    {
        var path = Path.Combine(_folder, "frame.npz");
        foreach (var column in new Column[] { TextColumn.Of("t", ["a"]), new Column<int>("i", new[] { 1 }, new byte[] { 0 }) })
            Assert.Equal(DataErrors.WrongType, Assert.Throws<PlatformException>(() => new Frame(column).WriteNpz(path)).Code);
        new Frame(new Column<double>("d", new[] { 1.0, 2 }, new byte[] { 1 })).WriteNpz(path);
        Assert.Equal([1, double.NaN], Frame.FromNpz(path).Numbers<double>("d").Values.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(500)]
    public void FromNpz_of_a_damaged_file_is_refused(int bytes)
    {
        var path = Path.Combine(_folder, "frame.npz");
        File.WriteAllBytes(path, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "numpy.npz"))[..bytes]);
        Assert.Equal(DataErrors.FileUnreadable, Assert.Throws<PlatformException>(() => Frame.FromNpz(path)).Code);
        Assert.Equal(DataErrors.FileUnreadable, Assert.Throws<PlatformException>(() => Frame.FromNpz(path + ".none")).Code);
    }
}
