using System.Globalization;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Registry.Versions;
using MLPlatform.ControlPlane.Registry.Webhooks;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry;

internal sealed partial class RegistryRoutes
{
    private void MapVersions(MlflowEndpoint endpoint)
    {
        endpoint.Map("POST", "model-versions/create", MlflowWire.Default.ModelVersionAnswer, (request, principal) =>
        {
            var source = request.RequiredText("source");
            var version = new NewVersion(
                Name(request, principal), source, request.Text("run_id") ?? "", request.Text("run_link") ?? "", request.Text("description") ?? "", principal.Subject, request.Objects("tags").Select(CheckedTag).ToList());
            return VersionAsync(principal, "models.version.create", version.Name, store =>
            {
                VersionSource.Check(store, source, version.RunId);
                var made = VersionStore.Create(store, version, services.Now);
                Tell(store, WebhookEvent.VersionCreated, new JsonObject
                {
                    ["name"] = made.Name,
                    ["version"] = made.Version,
                    ["source"] = made.Source,
                    ["run_id"] = made.RunId,
                    ["tags"] = Json(version.Tags),
                    ["description"] = made.Description,
                });
                return made;
            });
        });
        endpoint.Map("GET", "model-versions/get", MlflowWire.Default.ModelVersionAnswer, (request, principal) =>
        {
            var (name, version) = (Name(request, principal), Version(request));
            return Task.FromResult(new ModelVersionAnswer(services.Database.Read(store => VersionStore.Get(store, name, version))));
        });
        endpoint.Map("PATCH POST", "model-versions/update", MlflowWire.Default.ModelVersionAnswer, (request, principal) =>
        {
            var (name, version, description) = (Name(request, principal), Version(request), request.Text("description"));
            return VersionAsync(principal, "models.version.update", name, store => VersionStore.Describe(store, name, version, description, services.Now));
        });
        endpoint.Map("DELETE", "model-versions/delete", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var (name, version) = (Name(request, principal), Version(request));
            return ChangeAsync(principal, "models.version.delete", $"{name}@{version}", store => VersionStore.Delete(store, name, version, services.Now));
        });
        endpoint.Map("POST", "model-versions/transition-stage", MlflowWire.Default.ModelVersionAnswer, (request, principal) =>
        {
            var (name, version) = (Name(request, principal), Version(request));
            var stage = request.RequiredText("stage");
            var archive = request.Flag("archive_existing_versions");
            return VersionAsync(principal, "models.version.stage", name, store => VersionStore.Move(store, name, version, stage, archive, services.Now));
        });
        endpoint.Map("GET", "model-versions/search", MlflowWire.Default.ModelVersionPage, (request, _) =>
            Task.FromResult(services.Database.Read(store => VersionSearch.Page(store, request))));
        endpoint.Map("GET", "model-versions/get-download-uri", MlflowWire.Default.DownloadUri, (request, principal) =>
        {
            var (name, version) = (Name(request, principal), Version(request));
            return Task.FromResult(new DownloadUri(services.Database.Read(store => VersionStore.DownloadUri(store, name, version))));
        });
        endpoint.Map("POST", "model-versions/set-tag", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var (name, version, tag) = (Name(request, principal), Version(request), RequestTag(request));
            return ChangeAsync(principal, "models.version.tag", $"{name}@{version}", store =>
            {
                VersionStore.SetTag(store, name, version, tag);
                Tell(store, WebhookEvent.TagSet, new JsonObject { ["name"] = name, ["version"] = version.ToString(CultureInfo.InvariantCulture), ["key"] = tag.Key, ["value"] = tag.Value });
            });
        });
        endpoint.Map("DELETE", "model-versions/delete-tag", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var (name, version) = (Name(request, principal), Version(request));
            var key = Names.Key(request.RequiredText("key"), "key");
            return ChangeAsync(principal, "models.version.tag.delete", $"{name}@{version}", store =>
            {
                VersionStore.DeleteTag(store, name, version, key);
                Tell(store, WebhookEvent.TagDeleted, new JsonObject { ["name"] = name, ["version"] = version.ToString(CultureInfo.InvariantCulture), ["key"] = key });
            });
        });
    }

    private async Task<ModelVersionAnswer> VersionAsync(Principal principal, string action, string name, Func<StoreConnection, ModelVersion> change)
    {
        var version = await services.Database.WriteAsync(store =>
        {
            var changed = change(store);
            services.Audit.Append(store, principal, action, $"{name}@{changed.Version}", changed.CurrentStage ?? "");
            return changed;
        }).ConfigureAwait(false);
        services.Webhooks.Ring();
        return new ModelVersionAnswer(version);
    }
}
