using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;

namespace MLPlatform.ControlPlane.Tracking.LoggedModels;

/// <summary>Which logged models a run read and which it made.</summary>
internal static class RunModels
{
    public const string Input = "INPUT";
    public const string Output = "OUTPUT";

    public static void Put(StoreConnection store, string run, string direction, IReadOnlyList<RunModel> models)
    {
        foreach (var model in models)
        {
            LoggedModelStore.Require(store, model.ModelId);
            store.Execute("INSERT INTO platform_run_models (run_id, direction, model_id, step) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", run, direction, model.ModelId, model.Step ?? 0);
        }
    }

    /// <param name="runs">A JSON list of run ids.</param>
    public static ILookup<(string Run, string Direction), RunModel> Read(StoreConnection store, string runs) =>
        store.Query(
            "SELECT run_id, direction, model_id, step FROM platform_run_models WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY rowid",
            row => (Key: (row.Text(0), row.Text(1)), Model: new RunModel(row.Text(2), row.Text(1) == Output ? row.Long(3) : null)),
            runs).ToLookup(pair => pair.Key, pair => pair.Model);
}
