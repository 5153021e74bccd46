using System.Globalization;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Registry.Models;
using MLPlatform.ControlPlane.Registry.Versions;
using MLPlatform.ControlPlane.Registry.Webhooks;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry;

internal sealed partial class RegistryRoutes(MlflowServices services)
{
    public void Map(MlflowEndpoint endpoint)
    {
        MapModels(endpoint);
        MapAliases(endpoint);
        MapVersions(endpoint);
    }

    private void MapModels(MlflowEndpoint endpoint)
    {
        endpoint.Map("POST", "registered-models/create", MlflowWire.Default.RegisteredModelAnswer, (request, principal) =>
        {
            var name = NewName(request, principal, "name");
            var description = request.Text("description") ?? "";
            var tags = request.Objects("tags").Select(CheckedTag).ToList();
            return ModelAsync(principal, "models.create", name, store =>
            {
                var model = ModelStore.Create(store, name, description, tags, services.Now);
                Tell(store, WebhookEvent.ModelCreated, new JsonObject { ["name"] = name, ["description"] = description, ["tags"] = Json(tags) });
                return model;
            });
        });
        endpoint.Map("GET", "registered-models/get", MlflowWire.Default.RegisteredModelAnswer, (request, principal) =>
        {
            var name = Name(request, principal);
            return Task.FromResult(new RegisteredModelAnswer(services.Database.Read(store => ModelStore.Get(store, name))));
        });
        endpoint.Map("POST", "registered-models/rename", MlflowWire.Default.RegisteredModelAnswer, (request, principal) =>
        {
            var (name, renamed) = (Name(request, principal), NewName(request, principal, "new_name"));
            return ModelAsync(principal, "models.rename", name, store => ModelStore.Rename(store, name, renamed, services.Now));
        });
        endpoint.Map("PATCH POST", "registered-models/update", MlflowWire.Default.RegisteredModelAnswer, (request, principal) =>
        {
            var name = Name(request, principal);
            var description = request.Text("description") ?? "";
            return ModelAsync(principal, "models.update", name, store => ModelStore.Describe(store, name, description, services.Now));
        });
        endpoint.Map("DELETE", "registered-models/delete", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var name = Name(request, principal);
            return ChangeAsync(principal, "models.delete", name, store => ModelStore.Delete(store, name));
        });
        endpoint.Map("GET", "registered-models/search", MlflowWire.Default.RegisteredModelPage, (request, _) =>
            Task.FromResult(services.Database.Read(store => ModelSearch.Page(store, request))));
        endpoint.Map("GET POST", "registered-models/get-latest-versions", MlflowWire.Default.ModelVersionPage, (request, principal) =>
        {
            var name = Name(request, principal);
            var stages = request.Texts("stages").Select(Stages.Canonical).ToHashSet();
            var latest = services.Database.Read(store =>
            {
                ModelStore.Require(store, name);
                return VersionStore.Latest(store, SqlQuery.ListJson([name]));
            }).Where(version => stages.Count == 0 || stages.Contains(version.CurrentStage!)).ToList();
            return Task.FromResult(new ModelVersionPage(latest.Count == 0 ? null : latest, null));
        });
        endpoint.Map("POST", "registered-models/set-tag", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var name = Name(request, principal);
            var tag = RequestTag(request);
            return ChangeAsync(principal, "models.tag", name, store =>
            {
                ModelStore.Require(store, name);
                ModelStore.SetTag(store, name, tag);
            });
        });
        endpoint.Map("DELETE", "registered-models/delete-tag", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var name = Name(request, principal);
            var key = Names.Key(request.RequiredText("key"), "key");
            return ChangeAsync(principal, "models.tag.delete", name, store =>
            {
                ModelStore.Require(store, name);
                ModelStore.DeleteTag(store, name, key);
            });
        });
    }

    private void MapAliases(MlflowEndpoint endpoint)
    {
        endpoint.Map("POST", "registered-models/alias", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var name = Name(request, principal);
            var alias = Names.Alias(request.RequiredText("alias"));
            var version = Version(request);
            return ChangeAsync(principal, "models.alias", $"{name}@{alias}", store =>
            {
                ModelStore.SetAlias(store, name, alias, version);
                Tell(store, WebhookEvent.AliasCreated, new JsonObject { ["name"] = name, ["alias"] = alias, ["version"] = version.ToString(CultureInfo.InvariantCulture) });
            }, $"version {version}");
        });
        endpoint.Map("DELETE", "registered-models/alias", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var name = Name(request, principal);
            var alias = request.RequiredText("alias");
            return ChangeAsync(principal, "models.alias.delete", $"{name}@{alias}", store =>
            {
                ModelStore.DeleteAlias(store, name, alias);
                Tell(store, WebhookEvent.AliasDeleted, new JsonObject { ["name"] = name, ["alias"] = alias });
            });
        });
        endpoint.Map("GET", "registered-models/alias", MlflowWire.Default.ModelVersionAnswer, (request, principal) =>
        {
            var name = Name(request, principal);
            var alias = request.RequiredText("alias");
            return Task.FromResult(new ModelVersionAnswer(services.Database.Read(store => ModelStore.ByAlias(store, name, alias))));
        });
    }

    private static string Name(MlflowRequest request, Principal principal) => ProjectNames.Model(principal, request.RequiredText("name"));

    // The column holds 256 characters, and a slash or colon would break models:/name/version.
    private static string NewName(MlflowRequest request, Principal principal, string field)
    {
        var name = ProjectNames.Model(principal, Names.Within(request.RequiredText(field), 256, field));
        return name.AsSpan().IndexOfAny('/', ':') < 0
            ? name
            : throw MlflowRefusal.Invalid($"Invalid model name: '{name}'. Name must be a non-empty string and cannot contain forward slashes or colons.");
    }

    private static long Version(MlflowRequest request) => Names.Version(request.RequiredText("version"));

    private static Tag RequestTag(MlflowRequest request) =>
        new(Names.Key(request.RequiredText("key"), "key"), Names.Within(request.Text("value") ?? "", Limits.ModelTagValue, "value"));

    private static Tag CheckedTag(MlflowObject tag) =>
        new(Names.Key(tag.RequiredText("key"), tag.Path + ".key"), Names.Within(tag.Text("value") ?? "", Limits.ModelTagValue, tag.Path + ".value"));

    private async Task<RegisteredModelAnswer> ModelAsync(Principal principal, string action, string name, Func<StoreConnection, RegisteredModel> change)
    {
        var model = await services.Database.WriteAsync(store =>
        {
            var changed = change(store);
            services.Audit.Append(store, principal, action, name, changed.Name == name ? "" : changed.Name);
            return changed;
        }).ConfigureAwait(false);
        services.Webhooks.Ring();
        return new RegisteredModelAnswer(model);
    }

    private void Tell(StoreConnection store, WebhookEvent happened, JsonObject data) => WebhookStore.Tell(store, happened, data, services.Now);

    private static JsonObject Json(IEnumerable<Tag> tags)
    {
        var json = new JsonObject();
        foreach (var tag in tags)
            json[tag.Key] = tag.Value;
        return json;
    }

    private async Task<Nothing> ChangeAsync(Principal principal, string action, string subject, Action<StoreConnection> change, string detail = "")
    {
        await services.Database.WriteAsync(store =>
        {
            change(store);
            services.Audit.Append(store, principal, action, subject, detail);
        }).ConfigureAwait(false);
        services.Webhooks.Ring();
        return Nothing.Answer;
    }
}
