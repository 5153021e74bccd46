using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Targets.Prices;

namespace MLPlatform.Targets.Tests.Prices;

public sealed class PriceTableTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("mlplatform-test-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void Of_the_local_machine_is_free_and_dated() => Assert.Equal((0m, true), (Table().Of("local", new Resources(8))!.UsdPerHour, Table().Of("local", new Resources())!.AsOf > new DateOnly(2026, 1, 1)));

    [Fact]
    public void Of_sums_what_is_asked_for_by_the_users_own_lines()
    {
        Own("# mine\ntarget,item,usd_per_hour,as_of\nvm,hour,0.10,2026-11-20\nvm,cpu,0.03,2026-11-19\nvm,gb,0.004,2026-11-20\nvm,gpu:L4,0.71,2026-11-18\nvm,gpu,3,2026-11-20\n");

        var price = Table().Of("vm", new Resources(4, 16L << 30, 2, "L4"))!;

        Assert.Equal((0.10m + 4 * 0.03m + 16 * 0.004m + 2 * 0.71m, new DateOnly(2026, 11, 18)), (price.UsdPerHour, price.AsOf));
        Assert.Equal(3.1m, Table().Of("vm", new Resources(Gpus: 1, GpuType: "H200"))!.UsdPerHour);
    }

    [Theory]
    [InlineData("vm,gb,1,2026-11-20")]
    [InlineData("vm,hour,1,2026-11-20")]
    public void Of_a_target_or_gpu_without_a_price_is_unknown(string line)
    {
        Own(line);

        Assert.Null(Table().Of("vm", new Resources(Gpus: 1, GpuType: "L4")));
    }

    [Theory]
    [InlineData("vm,hour,cheap,2026-11-20")]
    [InlineData("vm,hour,-1,2026-11-20")]
    [InlineData("vm,minute,1,2026-11-20")]
    [InlineData("vm,hour,1,yesterday")]
    [InlineData("vm,hour,1")]
    public void Load_of_a_line_that_is_no_price_names_file_and_line(string line)
    {
        Own("# prices\n" + line);

        var refusal = Assert.Throws<PlatformException>(Table);

        Assert.Equal(JobErrors.PricesUnreadable, refusal.Code);
        Assert.Contains($"{PriceTable.FileName}` line 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lasts_is_the_inverse_of_Of()
    {
        var price = new Price(1.25m, default);

        Assert.Equal(5m, price.Of(price.Lasts(5)!.Value), 6);
        Assert.Null(new Price(0, default).Lasts(5));
    }

    private PriceTable Table() => PriceTable.Load(_home.FullName);

    private void Own(string text) => File.WriteAllText(Path.Combine(_home.FullName, PriceTable.FileName), text);
}
