using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Frames.Tests.DuckDb;

public sealed class SqlTextTests
{
    [Fact]
    public void Literal_and_identifier_of_anything_come_back_unchanged()
    {
        using var engine = new SqlEngine(threads: 1);
        foreach (var text in new[] { "plain", "it's", "''", "\"quoted\"", "back\\slash", "semi;colon -- comment", "ünïcødé 🛫", "line\nbreak" })
        {
            var frame = engine.Query($"SELECT {SqlText.Literal(text)} AS {SqlText.Identifier(text)}");
            Assert.Equal(text, frame[0].Name);
            Assert.Equal(text, frame[0].GetValue(0));
        }
    }

    [Fact]
    public void Literal_of_doubles_round_trips()
    {
        using var engine = new SqlEngine(threads: 1);
        foreach (var number in new[] { 0, -0.0, 0.1, 1.0 / 3, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300 })
            Assert.Equal(number, engine.Query($"SELECT {SqlText.Literal(number)} AS x")["x"].GetValue(0));
    }
}
