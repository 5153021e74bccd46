using MLPlatform.Contracts.Errors;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Tests.Tree;

public sealed class AmountsTests
{
    [Fact]
    public void Values_with_a_unit_are_read()
    {
        Assert.Equal(512L << 20, Amounts.Bytes("--memory", "512MB"));
        Assert.Equal(3L << 29, Amounts.Bytes("--memory", "1.5gb"));
        Assert.Equal(5m, Amounts.Usd("--budget", "5USD"));
        Assert.Equal(0.5m, Amounts.Usd("--budget", "$0.5"));
        Assert.Equal(("L4", 2), Amounts.Gpu("--gpu", "L4:2"));
        Assert.Equal(("H200", 1), Amounts.Gpu("--gpu", "H200"));
        Assert.Equal((null, 3), Amounts.Gpu("--gpu", "3"));
        Assert.Equal(TimeSpan.FromMinutes(90), Amounts.Duration("--timeout", "90m"));
    }

    [Theory]
    [InlineData("512")]
    [InlineData("MB")]
    [InlineData("-1GB")]
    [InlineData("0GB")]
    [InlineData("99999999999TB")]
    public void Sizes_that_are_none_are_refused(string text) => Refused(() => Amounts.Bytes("--memory", text), "--memory " + text);

    [Theory]
    [InlineData("five")]
    [InlineData("0USD")]
    [InlineData("-5USD")]
    [InlineData("5EUR")]
    public void Money_that_is_none_is_refused(string text) => Refused(() => Amounts.Usd("--budget", text), "--budget " + text);

    [Theory]
    [InlineData("L4:0")]
    [InlineData("L4:many")]
    [InlineData(":2")]
    [InlineData("L4:1:2")]
    public void Gpus_that_are_none_are_refused(string text) => Refused(() => Amounts.Gpu("--gpu", text), "--gpu " + text);

    private static void Refused(Func<object> read, string quoted)
    {
        var refusal = Assert.Throws<PlatformException>(read);
        Assert.Equal(CommandErrors.BadValue, refusal.Code);
        Assert.Contains(quoted, refusal.Message, StringComparison.Ordinal);
    }
}
