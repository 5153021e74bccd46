using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry.Webhooks;

/// <param name="Body">The JSON that is sent and signed, byte for byte.</param>
internal sealed record Delivery(string Id, string Url, string? Secret, string Body, int Attempts);

/// <summary>Webhooks, and what is still to be delivered: it is written in the transaction of the change it tells of, so neither is kept without the other.</summary>
internal static class WebhookStore
{
    private const string Columns = "webhook_id, name, description, url, events, status, creation_time, last_updated_time";

    public static Webhook Create(StoreConnection store, Webhook webhook, string? secret)
    {
        store.Execute(
            $"INSERT INTO platform_webhooks ({Columns}, secret) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            webhook.WebhookId, webhook.Name, webhook.Description, webhook.Url, Text(webhook.Events), webhook.Status, webhook.CreationTimestamp, webhook.LastUpdatedTimestamp, secret);
        return webhook;
    }

    public static Webhook Update(StoreConnection store, Webhook webhook, string? secret)
    {
        store.Execute(
            "UPDATE platform_webhooks SET name = ?, description = ?, url = ?, events = ?, status = ?, last_updated_time = ?, secret = COALESCE(?, secret) WHERE webhook_id = ?",
            webhook.Name, webhook.Description, webhook.Url, Text(webhook.Events), webhook.Status, webhook.LastUpdatedTimestamp, secret, webhook.WebhookId);
        return webhook;
    }

    public static void Delete(StoreConnection store, string id)
    {
        if (store.Execute("DELETE FROM platform_webhooks WHERE webhook_id = ?", id) == 0)
            throw Unknown(id);
    }

    public static Webhook Get(StoreConnection store, string id) => store.First($"SELECT {Columns} FROM platform_webhooks WHERE webhook_id = ?", Read, id) ?? throw Unknown(id);

    public static List<Webhook> List(StoreConnection store, long most, long offset) =>
        store.Query($"SELECT {Columns} FROM platform_webhooks ORDER BY creation_time DESC, webhook_id LIMIT ? OFFSET ?", Read, most, offset);

    /// <summary>Queues a delivery for everyone who asked for the event.</summary>
    /// <param name="now">Milliseconds since 1970 UTC.</param>
    public static void Tell(StoreConnection store, WebhookEvent happened, JsonObject data, long now)
    {
        foreach (var webhook in store.Query($"SELECT {Columns} FROM platform_webhooks WHERE status = 'ACTIVE'", Read).Where(webhook => webhook.Events.Contains(happened)))
        {
            store.Execute(
                "INSERT INTO platform_webhook_deliveries (delivery_id, webhook_id, body, attempts, due) VALUES (?, ?, ?, 0, ?)",
                Guid.NewGuid().ToString(), webhook.WebhookId, Body(happened, data, now), now);
        }
    }

    public static string Body(WebhookEvent happened, JsonObject data, long now) => new JsonObject
    {
        ["entity"] = happened.Entity.ToLowerInvariant(),
        ["action"] = happened.Action.ToLowerInvariant(),
        ["timestamp"] = DateTimeOffset.FromUnixTimeMilliseconds(now).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture),
        ["data"] = data.DeepClone(),
    }.ToJsonString();

    public static Delivery Trial(StoreConnection store, string id, string body)
    {
        var webhook = Get(store, id);
        return new Delivery(Guid.NewGuid().ToString(), webhook.Url, SecretOf(store, id), body, 0);
    }

    /// <returns>What is due, oldest first.</returns>
    public static List<Delivery> Due(StoreConnection store, long now) =>
        store.Query(
            "SELECT d.delivery_id, w.url, w.secret, d.body, d.attempts FROM platform_webhook_deliveries d JOIN platform_webhooks w ON w.webhook_id = d.webhook_id WHERE d.due <= ? ORDER BY d.due LIMIT 100",
            row => new Delivery(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Int(4)), now);

    public static long? NextDue(StoreConnection store) => store.First("SELECT MIN(due) FROM platform_webhook_deliveries", row => row.LongOrNull(0));

    public static void Done(StoreConnection store, string delivery) => store.Execute("DELETE FROM platform_webhook_deliveries WHERE delivery_id = ?", delivery);

    public static void Again(StoreConnection store, string delivery, int attempts, long due) =>
        store.Execute("UPDATE platform_webhook_deliveries SET attempts = ?, due = ? WHERE delivery_id = ?", attempts, due, delivery);

    private static string? SecretOf(StoreConnection store, string id) => store.First("SELECT secret FROM platform_webhooks WHERE webhook_id = ?", row => row.TextOrNull(0), id);

    private static string Text(IReadOnlyList<WebhookEvent> events) => JsonSerializer.Serialize(events, WebhookJson.Default.IReadOnlyListWebhookEvent);

    private static Webhook Read(Row row) => new()
    {
        WebhookId = row.Text(0),
        Name = row.Text(1),
        Description = row.TextOrNull(2),
        Url = row.Text(3),
        Events = JsonSerializer.Deserialize(row.Text(4), WebhookJson.Default.IReadOnlyListWebhookEvent)!,
        Status = row.Text(5),
        CreationTimestamp = row.Long(6),
        LastUpdatedTimestamp = row.Long(7),
    };

    private static MlflowRefusal Unknown(string id) => MlflowRefusal.NotFound($"Webhook with ID {id} not found.");
}
