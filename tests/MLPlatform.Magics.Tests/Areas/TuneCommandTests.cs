using MLPlatform.Contracts.Errors;
using MLPlatform.Magics.Areas;

namespace MLPlatform.Magics.Tests.Areas;

public sealed class TuneCommandTests
{
    [Fact]
    public void Parameter_reads_whole_real_logarithmic_and_choices()
    {
        Assert.True(TuneCommand.Parameter("depth=2..8") is { Name: "depth", Low: 2, High: 8, IsWhole: true, IsLogarithmic: false });
        Assert.True(TuneCommand.Parameter("rate=0.01..0.3:log") is { Low: 0.01, High: 0.3, IsWhole: false, IsLogarithmic: true });
        Assert.True(TuneCommand.Parameter("shift=-1..1.5") is { Low: -1, High: 1.5, IsWhole: false });
        Assert.Equal(["a", "b", "c"], TuneCommand.Parameter("kind=a|b|c").Choices);
    }

    [Theory]
    [InlineData("depth")]
    [InlineData("depth=")]
    [InlineData("=2..8")]
    [InlineData("depth=2-8")]
    [InlineData("depth=2..8..9")]
    [InlineData("depth=two..eight")]
    public void Parameter_that_is_no_range_is_refused(string text) =>
        Assert.Equal(CommandErrors.BadValue, Assert.Throws<PlatformException>(() => TuneCommand.Parameter(text)).Code);

    [Fact]
    public void Parameter_of_an_empty_range_is_refused() =>
        Assert.Equal(TrainingErrors.BadOption, Assert.Throws<PlatformException>(() => TuneCommand.Parameter("depth=8..2")).Code);
}
