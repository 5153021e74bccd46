using MLPlatform.Contracts.Errors;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Tests.Tree;

public sealed class KeyValuesTests
{
    [Fact]
    public void Parse_splits_at_the_first_equals_sign() =>
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "x=y", ["c"] = "" }, KeyValues.Parse(["a=1", "b=x=y", "c="]));

    [Theory]
    [InlineData("origin")]
    [InlineData("=JFK")]
    [InlineData("a=1", "a=2")]
    public void Parse_no_name_or_one_twice_is_refused(params string[] words) =>
        Assert.Equal(CommandErrors.BadValue, Assert.Throws<PlatformException>(() => KeyValues.Parse(words)).Code);
}
