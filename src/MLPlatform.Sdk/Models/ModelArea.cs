using System.Text.Json;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Tracking;
using MLPlatform.Sdk.Jobs;
using MLPlatform.Sdk.Runs;

namespace MLPlatform.Sdk.Models;

/// <summary>The model registry.</summary>
public sealed class ModelArea
{
    private readonly Platform _platform;

    internal ModelArea(Platform platform) => _platform = platform;

    /// <summary>Makes a run's model the next version of a registered model, which is created when there is none of this name.</summary>
    /// <param name="run">Id or name.</param>
    /// <param name="alias">Moved to the new version; null leaves aliases alone.</param>
    /// <exception cref="PlatformException">No such run, or it logged no model.</exception>
    public async Task<ModelVersion> RegisterAsync(string run, string name, string? alias = null, CancellationToken cancel = default)
    {
        var record = await _platform.Runs.GetAsync(run, cancel);
        var tracking = (await _platform.ConnectAsync(cancel)).Tracking;
        if (!record.Tags.TryGetValue(RunTags.ModelSource, out var source))
            throw new PlatformException(ModelErrors.NoArtifact, $"The run `{record.Name}` logged no model.", "Return the model from the training cell.");
        await tracking.GetOrCreateRegisteredModelAsync(name, cancel);
        var version = await tracking.CreateModelVersionAsync(name, source, record.Id, cancel: cancel);
        if (alias is not null)
            await tracking.SetAliasAsync(name, alias, version.Version, cancel);
        return alias is null ? version : version with { Aliases = [alias] };
    }

    /// <summary>Points an alias at a version.</summary>
    /// <returns>The version it pointed at before; null when it is new.</returns>
    public async Task<ModelVersion?> SetAliasAsync(string model, string alias, CancellationToken cancel = default)
    {
        var version = await GetAsync(model, cancel);
        var tracking = (await _platform.ConnectAsync(cancel)).Tracking;
        var before = await tracking.FindByAliasAsync(version.Name, alias, cancel);
        await tracking.SetAliasAsync(version.Name, alias, version.Version, cancel);
        return before;
    }

    public async Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancel = default) => await (await _platform.ConnectAsync(cancel)).Tracking.SearchRegisteredModelsAsync(cancel: cancel);

    /// <returns>Every version of a model, newest first.</returns>
    public async Task<IReadOnlyList<ModelVersion>> VersionsAsync(string name, CancellationToken cancel = default)
    {
        await RequireAsync(name, cancel);
        var versions = await (await _platform.ConnectAsync(cancel)).Tracking.SearchModelVersionsAsync($"name = '{name.Replace("'", "''", StringComparison.Ordinal)}'", cancel);
        return [.. versions.OrderByDescending(version => int.Parse(version.Version, System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <param name="reference"><c>name</c> (the newest version), <c>name@alias</c> or <c>name@3</c>.</param>
    /// <exception cref="PlatformException">No such model, alias or version; the message names the nearest.</exception>
    public async Task<ModelVersion> GetAsync(string reference, CancellationToken cancel = default)
    {
        var wanted = ModelReference.Parse(reference);
        var model = await RequireAsync(wanted.Name, cancel);
        var tracking = (await _platform.ConnectAsync(cancel)).Tracking;
        var found = wanted switch
        {
            { Alias: { } alias } => await tracking.FindByAliasAsync(wanted.Name, alias, cancel),
            { Version: { } version } => await tracking.FindModelVersionAsync(wanted.Name, version.ToString(System.Globalization.CultureInfo.InvariantCulture), cancel),
            _ => await VersionsAsync(wanted.Name, cancel) is [var newest, ..] ? newest : null,
        };
        if (found is not null)
            return found;
        var aliases = (model.Aliases ?? []).Select(alias => alias.Alias).ToArray();
        throw new PlatformException(
            ModelErrors.NotFound,
            $"There is no `{reference}`.",
            wanted.Alias is { } typed && Nearest.To(typed, aliases) is { } nearest ? $"Did you mean `{wanted.Name}@{nearest}`?" : $"`mlplatform models show {wanted.Name}` lists its versions and aliases.");
    }

    /// <summary>Reads back everything the registry knows of where a version came from.</summary>
    public async Task<ModelLineage> LineageAsync(string reference, CancellationToken cancel = default)
    {
        var version = await GetAsync(reference, cancel);
        var controlPlane = await _platform.ConnectAsync(cancel);
        var run = version.RunId is { Length: > 0 } id ? await _platform.Runs.GetAsync(id, cancel) : null;
        var data = (run?.Data ?? []).Select(input => input.Dataset).ToArray();
        var pulls = new List<PullReceipt>();
        foreach (var set in data)
            if (DatasetSource.HashOf(set) is { } hash)
                pulls.AddRange(await controlPlane.Features.ReceiptsAsync(hash, cancel));
        var endpoints = (await controlPlane.Endpoints.ListAsync(cancel)).Where(endpoint => Serves(endpoint, version)).ToArray();
        return new ModelLineage(version, run, data, [.. pulls.DistinctBy(pull => pull.ContentHash)], run is null ? null : await ManifestAsync(run, cancel), endpoints);
    }

    /// <summary>What is inside a run's model; null when the run logged none of ours.</summary>
    internal async Task<ModelManifest?> ManifestAsync(RunRecord run, CancellationToken cancel)
    {
        var folder = await DownloadAsync(run, ModelManifest.FileName, cancel);
        if (folder is null)
            return null;
        try
        {
            await using var file = File.OpenRead(Path.Combine(folder, ModelManifest.FileName));
            return await JsonSerializer.DeserializeAsync(file, ContractsJson.Default.ModelManifest, cancel);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Downloads one file of a run's model into a new temporary folder, which the caller deletes.</summary>
    internal async Task<string?> DownloadAsync(RunRecord run, string file, CancellationToken cancel)
    {
        var tracking = (await _platform.ConnectAsync(cancel)).Tracking;
        var listed = await tracking.ListArtifactsAsync(run.Id, RunTags.ModelFolder, cancel);
        if (listed.All(artifact => artifact.Path != $"{RunTags.ModelFolder}/{file}"))
            return null;
        var folder = Directory.CreateTempSubdirectory("mlplatform-model-").FullName;
        await tracking.DownloadArtifactsAsync(run.Id, $"{RunTags.ModelFolder}/{file}", folder, cancel);
        return folder;
    }

    private static bool Serves(EndpointRecord endpoint, ModelVersion version) =>
        ModelReference.Parse(endpoint.Model).Name == version.Name && endpoint.ModelVersion.ToString(System.Globalization.CultureInfo.InvariantCulture) == version.Version;

    private async Task<RegisteredModel> RequireAsync(string name, CancellationToken cancel)
    {
        var tracking = (await _platform.ConnectAsync(cancel)).Tracking;
        if (await tracking.FindRegisteredModelAsync(name, cancel) is { } model)
            return model;
        var known = await ListAsync(cancel);
        throw new PlatformException(
            ModelErrors.NotFound,
            $"There is no model `{name}`.",
            Nearest.To(name, known.Select(other => other.Name)) is { } nearest ? $"Did you mean `{nearest}`?" : "`mlplatform models list` shows the registered models.");
    }
}
