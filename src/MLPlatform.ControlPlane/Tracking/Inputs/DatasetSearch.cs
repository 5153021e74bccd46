using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Inputs;

/// <summary>The datasets that experiments used, for the filter box of MLflow's user interface.</summary>
internal static class DatasetSearch
{
    private const int MostExperiments = 20;
    private const int MostSummaries = 1000;

    public static DatasetSummaries Find(StoreConnection store, IReadOnlyList<string> experiments)
    {
        if (experiments.Count == 0)
            throw MlflowRefusal.Invalid("SearchDatasets request must specify at least one experiment_id.");
        if (experiments.Count > MostExperiments)
            throw MlflowRefusal.Invalid($"SearchDatasets request cannot specify more than {MostExperiments} experiment_ids. Received {experiments.Count} experiment_ids.");
        var found = store.Query(
            "SELECT DISTINCT d.experiment_id, d.name, d.digest, t.value FROM datasets d JOIN inputs i ON i.source_id = d.dataset_uuid AND i.source_type = 'DATASET' AND i.destination_type = 'RUN'"
            + " JOIN runs r ON r.run_uuid = i.destination_id AND r.lifecycle_stage = 'active'"
            + " LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context'"
            + " WHERE d.experiment_id IN (SELECT value FROM json_each(?)) LIMIT ?",
            row => new DatasetSummary(row.Text(0), row.Text(1), row.Text(2), row.TextOrNull(3)),
            "[" + string.Join(',', experiments.Select(ExperimentStore.Id)) + "]", MostSummaries);
        return new DatasetSummaries(found.Count == 0 ? null : found);
    }
}
