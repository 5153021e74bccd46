using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Tracking;

namespace MLPlatform.ControlPlaneClient.Tracking;

public sealed partial class TrackingClient
{
    /// <summary>The experiment of this name, created when there is none. Two callers at once get the same one.</summary>
    public async Task<Experiment> GetOrCreateExperimentAsync(string name, CancellationToken cancel = default)
    {
        if (await FindExperimentAsync(name, cancel) is { } found)
            return found;
        try
        {
            var created = await PostAsync("experiments/create", new CreateExperiment(name), TrackingMessagesJson.Default.CreateExperiment, cancel);
            return await GetExperimentAsync(Required(created.ExperimentId, "experiment_id"), cancel);
        }
        catch (PlatformException refusal) when (CodeOf(refusal) == "RESOURCE_ALREADY_EXISTS")
        {
            return Required(await FindExperimentAsync(name, cancel), "experiment");
        }
    }

    /// <returns>Null when there is none of this name.</returns>
    public async Task<Experiment?> FindExperimentAsync(string name, CancellationToken cancel = default) =>
        (await OrNullAsync(GetAsync("experiments/get-by-name", cancel, ("experiment_name", name))))?.Experiment;

    public async Task<Experiment> GetExperimentAsync(string experimentId, CancellationToken cancel = default) =>
        Required((await GetAsync("experiments/get", cancel, ("experiment_id", experimentId))).Experiment, "experiment");

    /// <param name="filter">MLflow's filter, such as <c>name LIKE 'flight%'</c>; null for all active ones.</param>
    public async Task<IReadOnlyList<Experiment>> SearchExperimentsAsync(string? filter = null, CancellationToken cancel = default)
    {
        var found = new List<Experiment>();
        string? page = null;
        do
        {
            var answer = await PostAsync("experiments/search", new SearchExperiments(1000, filter, page), TrackingMessagesJson.Default.SearchExperiments, cancel);
            found.AddRange(answer.Experiments ?? []);
            page = answer.NextPageToken;
        }
        while (!string.IsNullOrEmpty(page));
        return found;
    }

    public Task SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken cancel = default) =>
        PostAsync("experiments/set-experiment-tag", new SetExperimentTag(experimentId, key, value), TrackingMessagesJson.Default.SetExperimentTag, cancel);
}
