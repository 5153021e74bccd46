using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Registry.Models;
using MLPlatform.ControlPlane.Registry.Versions;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Inputs;
using MLPlatform.ControlPlane.Tracking.Runs;

namespace MLPlatform.ControlPlane.Tests.Store;

/// <summary>Writes the store that Golden/store-schema-N.sqlite holds. Only ever run for a new schema: the committed ones stay as they are.</summary>
internal static class GoldenStore
{
    public static async Task<int> WriteAsync(string path)
    {
        await using var database = Database.Open(path, TimeProvider.System);
        await database.WriteAsync(store =>
        {
            var experiment = ExperimentStore.Create(store, "golden", null, "mlflow-artifacts:/", [new Tag("team", "birds")], 1_700_000_000_000);
            var run = RunStore.Create(store, new NewRun(experiment, "golden-run", "ada", 1_700_000_000_001, [new Tag("mlflow.user", "ada")]));
            RunLogging.Params(store, run.Info.RunId, [new Param("depth", "3")]);
            RunLogging.Metrics(store, run.Info.RunId, [new Metric("auc", 0.5, 1, 0), new Metric("auc", 0.75, 2, 1), new Metric("loss", double.NaN, 2)]);
            DatasetInputs.Log(store, run.Info.RunId, [new DatasetInput(new Dataset { Name = "flights", Digest = "abc", SourceType = "parquet", Source = "{}" }, [new Tag("mlflow.data.context", "train")])]);
            RunStore.Update(store, run.Info.RunId, "FINISHED", 1_700_000_000_002, null);
            ModelStore.Create(store, "golden-model", "late flights", [new Tag("kind", "trees")], 1_700_000_000_003);
            VersionStore.Create(store, new NewVersion("golden-model", "mlflow-artifacts:/1/x/artifacts/model", run.Info.RunId, null, "first", "ada", []), 1_700_000_000_004);
            ModelStore.SetAlias(store, "golden-model", "champion", 1);
        });
        return 0;
    }
}
