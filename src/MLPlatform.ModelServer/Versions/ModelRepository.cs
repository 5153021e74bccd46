using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Inference.Models;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Versions;

/// <summary>A version in the index of the repository.</summary>
/// <param name="State">READY or UNAVAILABLE.</param>
/// <param name="Reason">Empty when there is none.</param>
internal sealed record RepositoryEntry(string Version, string State, string Reason);

/// <summary>Loads what a spec names and puts it into traffic. A version that does not load changes nothing.</summary>
/// <param name="open">Builds a version around a loaded model.</param>
internal sealed class ModelRepository(ModelServerSpec first, VersionSwitch versions, Func<ModelServerSpec, int, string, IModel, ServedModel> open)
{
    private volatile ModelServerSpec _spec = first;

    /// <summary>What is to be served.</summary>
    public ModelServerSpec Spec => _spec;

    /// <summary>Serves what the spec names: versions that are loaded already are kept, with their engines and counts.</summary>
    /// <exception cref="PlatformException">A model does not load; what was served still is.</exception>
    public Task ApplyAsync(ModelServerSpec next, CancellationToken cancel) => versions.ChangeAsync(
        async before =>
        {
            var after = await LoadAsync(next, before, cancel);
            _spec = next;
            return after;
        },
        cancel);

    /// <summary>Loads the model's files anew, under load, or after an unload.</summary>
    public Task LoadAsync(CancellationToken cancel) => versions.ChangeAsync(_ => LoadAsync(_spec, null, cancel), cancel);

    /// <summary>Closes the model after the requests it is answering; requests after that are asked to come again.</summary>
    public Task UnloadAsync(CancellationToken cancel) => versions.ChangeAsync(_ => Task.FromResult<Traffic?>(null), cancel);

    public IReadOnlyList<RepositoryEntry> Index(bool ready)
    {
        if (!versions.IsReady)
            return ready ? [] : [new RepositoryEntry(_spec.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), "UNAVAILABLE", "unloaded")];
        var traffic = versions.Current;
        var serving = new RepositoryEntry(traffic.Serving.Version, "READY", "");
        return traffic.Candidate is { } trial ? [serving, new RepositoryEntry(trial.Model.Version, "READY", trial.Stopped ?? "")] : [serving];
    }

    /// <summary>Takes over a model that was loaded while the server set itself up.</summary>
    public Task StartAsync(Func<Task<IModel>> loaded, CancellationToken cancel) => versions.ChangeAsync(
        async _ =>
        {
            var serving = open(_spec, _spec.Version, _spec.ModelFolder, await loaded());
            try
            {
                serving.WarmUp(null);
                return new Traffic(serving, await CandidateAsync(_spec, null, null, cancel));
            }
            catch
            {
                serving.Retire();
                throw;
            }
        },
        cancel);

    private async Task<Traffic?> LoadAsync(ModelServerSpec next, Traffic? before, CancellationToken cancel)
    {
        var recorded = before?.Serving.Recent ?? (versions.IsReady ? versions.Current.Serving.Recent : null);
        var (serving, isNew) = await TakeAsync(next, next.Version, next.ModelFolder, before, recorded, cancel);
        try
        {
            return new Traffic(serving, await CandidateAsync(next, before, recorded, cancel));
        }
        catch when (isNew)
        {
            serving.Retire();
            throw;
        }
    }

    private async Task<Candidate?> CandidateAsync(ModelServerSpec next, Traffic? before, Frames.Frame? recorded, CancellationToken cancel)
    {
        if (next.Candidate is not { } wanted)
            return null;
        // The same trial goes on: what it was stopped for stays known.
        if (before?.Candidate is { } known && known.Rule == wanted.Rule && known.Model.Serves(next, wanted.Version, wanted.ModelFolder))
            return known;
        var (model, _) = await TakeAsync(next, wanted.Version, wanted.ModelFolder, before, recorded, cancel);
        return new Candidate(model, wanted.Rule, wanted.Limits);
    }

    private async Task<(ServedModel Model, bool IsNew)> TakeAsync(ModelServerSpec next, int version, string folder, Traffic? before, Frames.Frame? recorded, CancellationToken cancel)
    {
        foreach (var known in new[] { before?.Serving, before?.Candidate?.Model })
            if (known is not null && known.Serves(next, version, folder))
                return (known, false);
        return (await Task.Run(Load, cancel), true);

        ServedModel Load()
        {
            var served = open(next, version, folder, ModelPackage.Load(folder));
            try
            {
                served.WarmUp(recorded);
                return served;
            }
            catch
            {
                served.Retire();
                throw;
            }
        }
    }
}
