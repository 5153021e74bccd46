using MLPlatform.Plots.Reports;

namespace MLPlatform.Plots.Tests.Reports;

public class SpelledTests
{
    [Theory]
    [InlineData(0.0004, "0.4 ms")]
    [InlineData(0.0999, "99.9 ms")]
    [InlineData(1.23, "1.2 s")]
    [InlineData(38, "38 s")]
    [InlineData(200, "3 m 20 s")]
    [InlineData(7_500, "2 h 5 m")]
    [InlineData(90_000, "25 h 0 m")]
    public void Time_in_the_unit_that_says_most(double seconds, string text) => Assert.Equal(text, Spelled.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 rows")]
    [InlineData(1, "1 row")]
    [InlineData(400_000, "400,000 rows")]
    public void Count_knows_one_from_many(long count, string text) => Assert.Equal(text, Spelled.Count(count, "row"));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1_536, "1.5 KB")]
    [InlineData(512L << 20, "512 MB")]
    [InlineData(8L << 30, "8 GB")]
    public void Bytes_in_powers_of_1024(long bytes, string text) => Assert.Equal(text, Spelled.Bytes(bytes));

    [Theory]
    [InlineData(0.7123456, "0.71235")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(123_456.7, "123,457")]
    [InlineData(double.NaN, "–")]
    public void Number_without_needless_digits(double value, string text) => Assert.Equal(text, Spelled.Number(value));

    [Fact]
    public void Hash_is_cut_to_what_an_eye_tells_apart()
    {
        Assert.Equal("sha256:0123456789ab…", Spelled.Hash("sha256:" + "0123456789abcdef"));
        Assert.Equal("short", Spelled.Hash("short"));
    }
}
