using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Experiments;

internal sealed class ExperimentRoutes(MlflowServices services)
{
    public void Map(MlflowEndpoint endpoint)
    {
        endpoint.Map("POST", "experiments/create", MlflowWire.Default.ExperimentCreated, CreateAsync);
        endpoint.Map("GET", "experiments/get", MlflowWire.Default.ExperimentAnswer, (request, _) =>
        {
            var id = request.RequiredText("experiment_id");
            return Task.FromResult(new ExperimentAnswer(services.Database.Read(store => ExperimentStore.Get(store, id))));
        });
        endpoint.Map("GET", "experiments/get-by-name", MlflowWire.Default.ExperimentAnswer, (request, principal) =>
        {
            var name = ProjectNames.Experiment(principal, request.RequiredText("experiment_name"));
            return Task.FromResult(new ExperimentAnswer(services.Database.Read(store => ExperimentStore.GetByName(store, name))));
        });
        endpoint.Map("GET POST", "experiments/search", MlflowWire.Default.ExperimentPage, (request, _) =>
            Task.FromResult(services.Database.Read(store => ExperimentSearch.Page(store, request))));
        endpoint.Map("POST", "experiments/update", MlflowWire.Default.Nothing, UpdateAsync);
        endpoint.Map("POST", "experiments/delete", MlflowWire.Default.Nothing, (request, principal) =>
            ChangeAsync(principal, "experiments.delete", request.RequiredText("experiment_id"), ExperimentStore.Delete));
        endpoint.Map("POST", "experiments/restore", MlflowWire.Default.Nothing, (request, principal) =>
            ChangeAsync(principal, "experiments.restore", request.RequiredText("experiment_id"), ExperimentStore.Restore));
        endpoint.Map("POST", "experiments/set-experiment-tag", MlflowWire.Default.Nothing, SetTagAsync);
        endpoint.Map("POST", "experiments/delete-experiment-tag", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var id = request.RequiredText("experiment_id");
            var key = request.RequiredText("key");
            return ChangeAsync(principal, "experiments.tag.delete", id, (store, experiment, _) => ExperimentStore.DeleteTag(store, ExperimentStore.RequireActive(store, experiment), experiment, key));
        });
    }

    private async Task<ExperimentCreated> CreateAsync(MlflowRequest request, Principal principal)
    {
        var name = ProjectNames.Experiment(principal, Names.Experiment(request.RequiredText("name")));
        var location = ExperimentLocation.Check(request.Text("artifact_location"));
        var tags = request.Objects("tags").Select(CheckedTag).ToList();
        var id = await services.Database.WriteAsync(store =>
        {
            var created = ExperimentStore.Create(store, name, location, services.Artifacts.DefaultLocation, tags, services.Now);
            services.Audit.Append(store, principal, "experiments.create", created, name);
            return created;
        }).ConfigureAwait(false);
        return new ExperimentCreated(id);
    }

    private Task<Nothing> UpdateAsync(MlflowRequest request, Principal principal)
    {
        var id = request.RequiredText("experiment_id");
        var name = ProjectNames.Experiment(principal, Names.Experiment(request.RequiredText("new_name")));
        return ChangeAsync(principal, "experiments.rename", id, (store, experiment, now) => ExperimentStore.Rename(store, experiment, name, now));
    }

    private Task<Nothing> SetTagAsync(MlflowRequest request, Principal principal)
    {
        var id = request.RequiredText("experiment_id");
        var key = Names.Key(request.RequiredText("key"), "key");
        var tag = new Tag(key, Names.Within(request.Text("value") ?? "", Limits.ExperimentTagValue, "value"));
        return ChangeAsync(principal, "experiments.tag", id, (store, experiment, _) => ExperimentStore.SetTag(store, ExperimentStore.RequireActive(store, experiment), tag));
    }

    private Task<Nothing> ChangeAsync(Principal principal, string action, string id, Action<Store.StoreConnection, string, long> change) =>
        services.Database.WriteAsync(store =>
        {
            change(store, id, services.Now);
            services.Audit.Append(store, principal, action, id, "");
            return Nothing.Answer;
        });

    private static Tag CheckedTag(MlflowObject tag) =>
        new(Names.Key(tag.RequiredText("key"), tag.Path + ".key"), Names.Within(tag.Text("value") ?? "", Limits.ExperimentTagValue, tag.Path + ".value"));
}
