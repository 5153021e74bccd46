using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Contracts.Tests.Time;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("2h", 7_200)]
    [InlineData("7d", 604_800)]
    public void TryParse_people_s_spelling_gives_seconds(string text, int seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("5")]
    [InlineData("-5m")]
    [InlineData("0s")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("99999999999999999999s")]
    public void TryParse_anything_else_refuses(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void Format_is_the_inverse_of_TryParse() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 100_000_000).ToArbitrary(),
        seconds => Durations.TryParse(Durations.Format(TimeSpan.FromSeconds(seconds % 900_000 + 1)), out var back) && back == TimeSpan.FromSeconds(seconds % 900_000 + 1)));

    [Fact]
    public void Micros_of_an_instant_lead_back_to_it() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seconds => UnixMicros.From(UnixMicros.ToInstant(seconds * UnixMicros.PerSecond)) == seconds * UnixMicros.PerSecond));
}
