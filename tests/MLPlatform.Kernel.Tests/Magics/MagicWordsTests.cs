using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Magics;

namespace MLPlatform.Kernel.Tests.Magics;

public sealed class MagicWordsTests
{
    [Theory]
    [InlineData("a  b", "a|b")]
    [InlineData("--name \"two words\" rest", "--name|two words|rest")]
    [InlineData("\"a \\\"quoted\\\" word\"", "a \"quoted\" word")]
    [InlineData("\"\"", "")]
    [InlineData("--json {\"a\": [1, 2], \"b c\": \"d\"} last", "--json|{\"a\": [1, 2], \"b c\": \"d\"}|last")]
    [InlineData("@input:{\"prompt\": \"Your name?\"}", "@input:{\"prompt\": \"Your name?\"}")]
    [InlineData("[1, 2]", "[1, 2]")]
    [InlineData("x{y z", "x{y|z")]
    public void Split_groups(string line, string words) => Assert.Equal(words.Split('|'), MagicWords.Split(line));

    [Fact]
    public void Split_gives_back_what_was_quoted() => Prop.ForAll(Gen.ArrayOf(ArbMap.Default.GeneratorFor<NonNull<string>>()).ToArbitrary(), texts =>
    {
        var words = texts.Select(text => text.Get).ToArray();
        var line = string.Join(' ', words.Select(word => $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
        return MagicWords.Split(line).SequenceEqual(words);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("--nam x", "Did you mean `--name`?")]
    [InlineData("--name", "lacks its value")]
    [InlineData("--name x one two", "has no use for `two`")]
    public void Parse_refuses_with_what_was_meant(string line, string expected)
    {
        var refusal = Assert.Throws<PlatformException>(() => MagicWords.Parse("set", line, ["--name"]).AtMost(1, "set"));
        Assert.Contains(expected, $"{refusal.Problem} {refusal.Fix}", StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_takes_a_value_behind_an_equals_sign() => Assert.Equal("x=1", MagicWords.Parse("set", "--name=x=1", ["--name"]).Option("--name"));
}
