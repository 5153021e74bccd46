using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Sdk.Tests.Jobs;

public sealed class SingleOrNullTests
{
    [Theory]
    [InlineData("b", "bc")]
    [InlineData("a", null)]
    [InlineData("x", null)]
    public void SingleOrNull_only_an_unambiguous_match_counts(string start, string? found) =>
        Assert.Equal(found, new[] { "aa", "ab", "bc" }.SingleOrNull(item => item.StartsWith(start, StringComparison.Ordinal)));
}
