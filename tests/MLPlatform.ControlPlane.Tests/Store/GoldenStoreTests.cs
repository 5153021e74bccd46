using MLPlatform.ControlPlane.Registry.Models;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Runs;

namespace MLPlatform.ControlPlane.Tests.Store;

public sealed class GoldenStoreTests
{
    public static TheoryData<string> Stores => new(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "store-schema-*.sqlite").Select(path => Path.GetFileName(path)!));

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Open_a_released_store_keeps_what_it_holds(string name)
    {
        using var folder = new TempFolder();
        var path = folder.File("store.db");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", name), path);
        await using var database = Database.Open(path, TimeProvider.System);

        var (run, champion) = database.Read(store =>
        {
            var id = store.First("SELECT run_uuid FROM runs WHERE name = 'golden-run'", row => row.Text(0))!;
            Assert.Equal("birds", ExperimentStore.GetByName(store, "golden").Tags!.Single().Value);
            return (RunStore.Get(store, id), ModelStore.ByAlias(store, "golden-model", "champion"));
        });

        Assert.Equal("FINISHED", run.Info.Status);
        Assert.Equal("3", run.Data!.Params!.Single().Value);
        Assert.Equal(0.75, run.Data.Metrics!.Single(metric => metric.Key == "auc").Value);
        Assert.True(double.IsNaN(run.Data.Metrics!.Single(metric => metric.Key == "loss").Value));
        Assert.Equal("flights", run.Inputs!.DatasetInputs!.Single().Dataset.Name);
        Assert.Equal("1", champion.Version);
        Assert.Equal(run.Info.RunId, champion.RunId);
    }
}
