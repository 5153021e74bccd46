using MLPlatform.Contracts.Errors;
using MLPlatform.Sdk.Models;

namespace MLPlatform.Sdk.Tests.Models;

public sealed class ModelReferenceTests
{
    [Theory]
    [InlineData("flights", "flights", null, null)]
    [InlineData("flights@champion", "flights", "champion", null)]
    [InlineData("flights@3", "flights", null, 3)]
    [InlineData("team/flights@v2", "team/flights", "v2", null)]
    public void Parse_name_alias_or_version(string text, string name, string? alias, int? version)
    {
        var parsed = ModelReference.Parse(text);

        Assert.Equal(new ModelReference(name, alias, version), parsed);
        Assert.Equal(text, parsed.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("@champion")]
    [InlineData("flights@")]
    [InlineData("flights@a@b")]
    [InlineData("flights@99999999999")]
    [InlineData("flights@0")]
    public void Parse_anything_else_is_refused(string text)
    {
        var refusal = Assert.Throws<PlatformException>(() => ModelReference.Parse(text));

        Assert.Equal(ModelErrors.BadReference, refusal.Code);
        Assert.Contains($"`{text}`", refusal.Message, StringComparison.Ordinal);
    }
}
