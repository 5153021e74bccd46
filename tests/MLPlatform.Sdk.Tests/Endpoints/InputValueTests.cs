using MLPlatform.Contracts.Features;
using MLPlatform.Sdk.Endpoints;

namespace MLPlatform.Sdk.Tests.Endpoints;

public sealed class InputValueTests
{
    [Theory]
    [InlineData("42", ColumnType.Int64)]
    [InlineData("-7", ColumnType.Int64)]
    [InlineData("0.5", ColumnType.Float64)]
    [InlineData("1e3", ColumnType.Float64)]
    [InlineData("true", ColumnType.Bool)]
    [InlineData("JFK", ColumnType.Text)]
    [InlineData("007", ColumnType.Text)]
    [InlineData("", ColumnType.Text)]
    public void Of_takes_the_narrowest_type_the_text_has(string text, ColumnType type) => Assert.Equal(type, InputValue.Of("x", text).Type);
}
