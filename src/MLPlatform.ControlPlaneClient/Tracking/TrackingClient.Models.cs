using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Tracking;

namespace MLPlatform.ControlPlaneClient.Tracking;

public sealed partial class TrackingClient
{
    public async Task<RegisteredModel> CreateRegisteredModelAsync(string name, string? description = null, IReadOnlyList<Tag>? tags = null, CancellationToken cancel = default) =>
        Required(
            (await PostAsync("registered-models/create", new CreateRegisteredModel(name, description, tags), TrackingMessagesJson.Default.CreateRegisteredModel, cancel)).RegisteredModel,
            "registered_model");

    /// <summary>The registered model of this name, created when there is none.</summary>
    public async Task<RegisteredModel> GetOrCreateRegisteredModelAsync(string name, CancellationToken cancel = default)
    {
        if (await FindRegisteredModelAsync(name, cancel) is { } found)
            return found;
        try
        {
            return await CreateRegisteredModelAsync(name, cancel: cancel);
        }
        catch (PlatformException refusal) when (CodeOf(refusal) == "RESOURCE_ALREADY_EXISTS")
        {
            return Required(await FindRegisteredModelAsync(name, cancel), "registered_model");
        }
    }

    /// <returns>Null when there is none of this name.</returns>
    public async Task<RegisteredModel?> FindRegisteredModelAsync(string name, CancellationToken cancel = default) =>
        (await OrNullAsync(GetAsync("registered-models/get", cancel, ("name", name))))?.RegisteredModel;

    /// <param name="filter">Such as <c>name LIKE 'flight%'</c>; null for all.</param>
    public async Task<IReadOnlyList<RegisteredModel>> SearchRegisteredModelsAsync(string? filter = null, CancellationToken cancel = default)
    {
        var found = new List<RegisteredModel>();
        string? page = null;
        do
        {
            var answer = await GetAsync("registered-models/search", cancel, ("max_results", "1000"), ("filter", filter), ("page_token", page));
            found.AddRange(answer.RegisteredModels ?? []);
            page = answer.NextPageToken;
        }
        while (!string.IsNullOrEmpty(page));
        return found;
    }

    public Task SetRegisteredModelTagAsync(string name, string key, string value, CancellationToken cancel = default) =>
        PostAsync("registered-models/set-tag", new SetModelTag(name, key, value), TrackingMessagesJson.Default.SetModelTag, cancel);

    /// <param name="source">URI of the model's artifact folder, such as <c>mlflow-artifacts:/1/RUN/artifacts/model</c>.</param>
    public async Task<ModelVersion> CreateModelVersionAsync(
        string name, string source, string? runId = null, string? description = null, IReadOnlyList<Tag>? tags = null, CancellationToken cancel = default) =>
        Required(
            (await PostAsync("model-versions/create", new CreateModelVersion(name, source, runId, description, tags), TrackingMessagesJson.Default.CreateModelVersion, cancel)).ModelVersion,
            "model_version");

    public async Task<ModelVersion> GetModelVersionAsync(string name, string version, CancellationToken cancel = default) =>
        Required((await GetAsync("model-versions/get", cancel, ("name", name), ("version", version))).ModelVersion, "model_version");

    /// <returns>Null when there is no such version.</returns>
    public async Task<ModelVersion?> FindModelVersionAsync(string name, string version, CancellationToken cancel = default) =>
        (await OrNullAsync(GetAsync("model-versions/get", cancel, ("name", name), ("version", version))))?.ModelVersion;

    /// <param name="filter">Such as <c>name = 'flight-delays'</c> or <c>run_id = '…'</c>; null for all.</param>
    public async Task<IReadOnlyList<ModelVersion>> SearchModelVersionsAsync(string? filter = null, CancellationToken cancel = default)
    {
        var found = new List<ModelVersion>();
        string? page = null;
        do
        {
            var answer = await GetAsync("model-versions/search", cancel, ("max_results", "1000"), ("filter", filter), ("page_token", page));
            found.AddRange(answer.ModelVersions ?? []);
            page = answer.NextPageToken;
        }
        while (!string.IsNullOrEmpty(page));
        return found;
    }

    public Task SetModelVersionTagAsync(string name, string version, string key, string value, CancellationToken cancel = default) =>
        PostAsync("model-versions/set-tag", new SetVersionTag(name, version, key, value), TrackingMessagesJson.Default.SetVersionTag, cancel);

    /// <summary>Points the alias at a version, moving it when it pointed elsewhere.</summary>
    public Task SetAliasAsync(string name, string alias, string version, CancellationToken cancel = default) =>
        PostAsync("registered-models/alias", new SetAlias(name, alias, version), TrackingMessagesJson.Default.SetAlias, cancel);

    public Task DeleteAliasAsync(string name, string alias, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Delete, "registered-models/alias", new SetAlias(name, alias, null), TrackingMessagesJson.Default.SetAlias, cancel);

    /// <returns>Null when the model has no such alias.</returns>
    public async Task<ModelVersion?> FindByAliasAsync(string name, string alias, CancellationToken cancel = default)
    {
        try
        {
            return (await GetAsync("registered-models/alias", cancel, ("name", name), ("alias", alias))).ModelVersion;
        }
        // MLflow answers INVALID_PARAMETER_VALUE for an alias that is not there.
        catch (PlatformException refusal) when (CodeOf(refusal) is NotThere or "INVALID_PARAMETER_VALUE")
        {
            return null;
        }
    }
}
