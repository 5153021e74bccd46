using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Inputs;

/// <summary>Datasets and which runs read them. A dataset is one row per experiment, name and digest.</summary>
internal static class DatasetInputs
{
    public static IReadOnlyList<DatasetInput> Read(MlflowRequest request)
    {
        var items = request.Objects("datasets");
        if (items.Count == 0 && request.Objects("models").Count == 0)
            throw MlflowRefusal.Missing("datasets");
        if (items.Count > Limits.DatasetsPerBatch)
            throw MlflowRefusal.Invalid($"A batch logging request can contain at most {Limits.DatasetsPerBatch} datasets. Got {items.Count} datasets. Please split up datasets across multiple requests and try again.");
        return items.Select(Read).ToList();
    }

    public static void Log(StoreConnection store, string run, IReadOnlyList<DatasetInput> inputs)
    {
        var experiment = ExperimentOf(RunStore.RequireActive(store, run));
        foreach (var (dataset, tags) in inputs)
        {
            var known = store.First("SELECT dataset_uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?", row => row.Text(0), experiment, dataset.Name, dataset.Digest);
            var id = known ?? NewRowId();
            if (known is null)
            {
                store.Execute(
                    "INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    id, experiment, dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile);
            }

            // The first of equal inputs wins: its tags stay.
            var input = NewRowId();
            if (store.Execute("INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id) VALUES (?, 'DATASET', ?, 'RUN', ?) ON CONFLICT DO NOTHING", input, id, run) == 0)
                continue;
            foreach (var tag in tags ?? [])
                store.Execute("INSERT INTO input_tags (input_uuid, name, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", input, tag.Key, tag.Value);
        }
    }

    /// <param name="runs">A JSON list of run ids.</param>
    public static Dictionary<string, List<DatasetInput>> Read(StoreConnection store, string runs)
    {
        var tags = new Dictionary<string, List<Tag>>(StringComparer.Ordinal);
        var inputs = new Dictionary<string, List<DatasetInput>>(StringComparer.Ordinal);
        const string OfRuns = "i.destination_type = 'RUN' AND i.source_type = 'DATASET' AND i.destination_id IN (SELECT value FROM json_each(?))";
        store.ForEach(
            $"SELECT t.input_uuid, t.name, t.value FROM inputs i JOIN input_tags t ON t.input_uuid = i.input_uuid WHERE {OfRuns} ORDER BY t.rowid",
            row =>
            {
                if (!tags.TryGetValue(row.Text(0), out var list))
                    tags[row.Text(0)] = list = [];
                list.Add(new Tag(row.Text(1), row.Text(2)));
            },
            runs);
        store.ForEach(
            "SELECT i.destination_id, i.input_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile"
            + $" FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id WHERE {OfRuns} ORDER BY i.rowid",
            row =>
            {
                if (!inputs.TryGetValue(row.Text(0), out var list))
                    inputs[row.Text(0)] = list = [];
                var dataset = new Dataset { Name = row.Text(2), Digest = row.Text(3), SourceType = row.Text(4), Source = row.Text(5), Schema = row.TextOrNull(6), Profile = row.TextOrNull(7) };
                list.Add(new DatasetInput(dataset, tags.GetValueOrDefault(row.Text(1))));
            },
            runs);
        return inputs;
    }

    private static long ExperimentOf(RunInfo run) => Experiments.ExperimentStore.Id(run.ExperimentId);

    private static string NewRowId() => Guid.NewGuid().ToString("N");

    private static DatasetInput Read(MlflowObject item)
    {
        var dataset = item.Object("dataset") ?? throw MlflowRefusal.Missing(item.Path + ".dataset");
        var tags = item.Objects("tags").Select(tag => new Tag(
            Names.Within(tag.RequiredText("key"), Limits.InputTagKey, tag.Path + ".key"),
            Names.Within(tag.Text("value") ?? throw MlflowRefusal.Missing(tag.Path + ".value"), Limits.InputTagValue, tag.Path + ".value"))).ToList();
        return new DatasetInput(
            new Dataset
            {
                Name = Names.Within(dataset.RequiredText("name"), Limits.DatasetName, dataset.Path + ".name"),
                Digest = Names.Within(dataset.RequiredText("digest"), Limits.DatasetDigest, dataset.Path + ".digest"),
                SourceType = dataset.RequiredText("source_type"),
                Source = Names.Within(dataset.RequiredText("source"), Limits.DatasetSource, dataset.Path + ".source"),
                Schema = Names.WithinOrNull(dataset.Text("schema"), Limits.DatasetSchema, dataset.Path + ".schema"),
                Profile = Names.WithinOrNull(dataset.Text("profile"), Limits.DatasetProfile, dataset.Path + ".profile"),
            },
            tags);
    }
}
