using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Definitions;
using MLPlatform.Sdk.Features;

namespace MLPlatform.Sdk.Tests.Features;

public sealed class KeyTextTests
{
    [Fact]
    public void Row_reads_keys_as_the_types_the_entity_declares()
    {
        var bound = Bound(("code", ColumnType.Text), ("number", ColumnType.Int32), ("open", ColumnType.Bool), ("since", ColumnType.Timestamp), ("share", ColumnType.Float64));

        var row = KeyText.Row(bound, new Dictionary<string, string> { ["code"] = "007", ["number"] = "007", ["open"] = "true", ["since"] = "2001-06-30 18:00", ["share"] = "2" });

        Assert.Equal(["007", 7L, true, new DateTimeOffset(2001, 6, 30, 18, 0, 0, TimeSpan.Zero), 2.0], row.Select(column => column.GetValue(0)));
    }

    [Theory]
    [InlineData("number=JFK", "MLP-FEATURES-0007", "Give a whole number.")]
    [InlineData("numbr=1", "MLP-FEATURES-0006", "Did you mean `number`?")]
    [InlineData("", "MLP-FEATURES-0006", "Add number=VALUE.")]
    public void Row_of_keys_that_do_not_fit_is_refused(string given, string code, string fix)
    {
        var keys = given.Split(',', StringSplitOptions.RemoveEmptyEntries).ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);

        var refusal = Assert.Throws<PlatformException>(() => KeyText.Row(Bound(("number", ColumnType.Int64)), keys));

        Assert.Equal((code, fix), (refusal.Code.Id, refusal.Fix));
    }

    private static BoundView Bound(params (string Name, ColumnType Type)[] keys) => new(
        new FeatureView { Name = "v", Entity = "e", Source = "s", KeyColumns = new Dictionary<string, string>(), Features = [] },
        new DataSource { Name = "s", Files = new Dictionary<string, string>() },
        new Entity { Name = "e", Keys = [.. keys.Select(key => new JoinKey(key.Name, key.Type))] });
}
