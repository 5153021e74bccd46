using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Identity;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry.Webhooks;

internal sealed class WebhookRoutes(MlflowServices services)
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1000;

    public void Map(MlflowEndpoint endpoint)
    {
        endpoint.Map("POST", "webhooks", WebhookJson.Default.WebhookAnswer, (request, principal) =>
        {
            var webhook = new Webhook
            {
                WebhookId = Guid.NewGuid().ToString(),
                Name = Name(request.RequiredText("name")),
                Description = request.Text("description"),
                Url = WebhookAddress.Check(request.RequiredText("url"), services.Webhooks.AllowPrivateAddresses),
                Events = Events(request) ?? throw MlflowRefusal.Missing("events"),
                Status = WireEnums.WebhookStatus(request, "status") ?? "ACTIVE",
                CreationTimestamp = services.Now,
                LastUpdatedTimestamp = services.Now,
            };
            var secret = request.Text("secret");
            return ChangeAsync(principal, "webhooks.create", store => WebhookStore.Create(store, webhook, secret));
        });
        endpoint.Map("GET", "webhooks", WebhookJson.Default.WebhookPage, (request, _) => Task.FromResult(services.Database.Read(store => Page(store, request))));
        endpoint.MapRouted("GET", "webhooks/{webhook_id}", WebhookJson.Default.WebhookAnswer, (context, _, _) =>
            Task.FromResult(new WebhookAnswer(services.Database.Read(store => WebhookStore.Get(store, Id(context))))));
        endpoint.MapRouted("PATCH", "webhooks/{webhook_id}", WebhookJson.Default.WebhookAnswer, (context, request, principal) =>
        {
            var (name, url, events, status) = (request.Text("name"), request.Text("url"), Events(request), WireEnums.WebhookStatus(request, "status"));
            if (name is not null)
                Name(name);
            if (url is not null)
                WebhookAddress.Check(url, services.Webhooks.AllowPrivateAddresses);
            return ChangeAsync(principal, "webhooks.update", store =>
            {
                var old = WebhookStore.Get(store, Id(context));
                return WebhookStore.Update(
                    store,
                    old with { Name = name ?? old.Name, Description = request.Text("description") ?? old.Description, Url = url ?? old.Url, Events = events ?? old.Events, Status = status ?? old.Status, LastUpdatedTimestamp = services.Now },
                    request.Text("secret"));
            });
        });
        endpoint.MapRouted("DELETE", "webhooks/{webhook_id}", MlflowWire.Default.Nothing, (context, _, principal) => services.Database.WriteAsync(store =>
        {
            WebhookStore.Delete(store, Id(context));
            services.Audit.Append(store, principal, "webhooks.delete", Id(context), "");
            return Nothing.Answer;
        }));
        endpoint.MapRouted("POST", "webhooks/{webhook_id}/test", WebhookJson.Default.WebhookTestAnswer, async (context, _, _) =>
        {
            var webhook = services.Database.Read(store => WebhookStore.Get(store, Id(context)));
            var body = WebhookStore.Body(webhook.Events[0], new JsonObject { ["name"] = "example_model", ["version"] = "1" }, services.Now);
            var trial = services.Database.Read(store => WebhookStore.Trial(store, webhook.WebhookId, body));
            return new WebhookTestAnswer(services.Webhooks.SendAsync is { } send
                ? await send(trial, context.RequestAborted).ConfigureAwait(false)
                : new WebhookTest(false, null, null, "The server is starting; try again."));
        });
    }

    private static WebhookPage Page(StoreConnection store, MlflowRequest request)
    {
        var most = request.Long("max_results") ?? DefaultPage;
        if (most is < 1 or > LargestPage)
            throw MlflowRefusal.Invalid($"Invalid value {most} for parameter 'max_results' supplied. It must be between 1 and {LargestPage}");
        var offset = PageToken.Read(request.Text("page_token"));
        var found = WebhookStore.List(store, most + 1, offset);
        var page = found.Take((int)most).ToList();
        return new WebhookPage(page.Count == 0 ? null : page, found.Count > most ? PageToken.Of(offset + most) : null);
    }

    // The address, not the secret, is in the audit log's subject.
    private async Task<WebhookAnswer> ChangeAsync(Principal principal, string action, Func<StoreConnection, Webhook> change) =>
        new(await services.Database.WriteAsync(store =>
        {
            var webhook = change(store);
            services.Audit.Append(store, principal, action, webhook.WebhookId, webhook.Url);
            return webhook;
        }).ConfigureAwait(false));

    private static List<WebhookEvent>? Events(MlflowRequest request)
    {
        var events = request.Objects("events").Select(item => new WebhookEvent(item.RequiredText("entity"), item.RequiredText("action"))).ToList();
        foreach (var wanted in events)
        {
            if (!WebhookEvent.All.Contains(wanted))
                throw MlflowRefusal.Invalid($"Invalid action '{wanted.Action}' for entity '{wanted.Entity}'. Valid events are {string.Join(", ", WebhookEvent.All.Select(known => $"{known.Entity}.{known.Action}"))}.");
        }

        return events.Count == 0 ? null : events;
    }

    private static string Name(string name) =>
        name.Trim().Length > 0 && name.Length <= Limits.Key ? name : throw MlflowRefusal.Invalid("Webhook name must be a non-empty string of at most 250 characters.");

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["webhook_id"]!;
}
