using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Contracts.Tests.Errors;

public sealed partial class ErrorCatalogTests
{
    public static TheoryData<string> Ids { get; } = [.. ErrorCatalog.ById.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void ById_every_code_is_spelled_alike_explains_itself_and_is_no_500_of_a_user(string id)
    {
        var code = ErrorCatalog.ById[id];

        Assert.Matches(Spelling(), code.Id);
        Assert.True(code.Explanation.Length > code.Title.Length, $"{id} explains no more than its title says.");
        Assert.True(code.HttpStatus != 500 || code == PlatformErrors.Internal, $"{id} would blame the server for a user's mistake.");
    }

    [Fact]
    public void Message_of_a_refusal_ends_with_its_code()
    {
        var refused = new PlatformException(FeatureErrors.UnknownView, "There is no feature view `x`.", "Did you mean `y`?");

        Assert.Equal("There is no feature view `x`. Did you mean `y`? (MLP-FEATURES-0004)", refused.Message);
    }

    [GeneratedRegex(@"^MLP-[A-Z]+-\d{4}$")]
    private static partial Regex Spelling();
}
