using MLPlatform.Contracts.Text;

namespace MLPlatform.Contracts.Tests.Text;

public sealed class NearestTests
{
    [Theory]
    [InlineData("orign_load", "origin_load")]
    [InlineData("ROUTE_LOAD", "route_load")]
    [InlineData("rotue_load", "route_load")]
    public void To_a_slip_gives_the_name_that_was_meant(string typed, string meant) =>
        Assert.Equal(meant, Nearest.To(typed, ["origin_load", "route_load", "airports"]));

    [Theory]
    [InlineData("weather")]
    [InlineData("zzz")]
    public void To_something_else_gives_nothing(string typed) => Assert.Null(Nearest.To(typed, ["origin_load", "route_load", "airports"]));

    [Fact]
    public void To_no_candidates_gives_nothing() => Assert.Null(Nearest.To("x", []));
}
