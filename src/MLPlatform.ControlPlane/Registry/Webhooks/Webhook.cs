using System.Text.Json.Serialization;

namespace MLPlatform.ControlPlane.Registry.Webhooks;

/// <summary>Who is told when the registry changes. The secret its deliveries are signed with is never shown.</summary>
internal sealed record Webhook
{
    public required string WebhookId { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<WebhookEvent> Events { get; init; }

    /// <summary>ACTIVE or DISABLED.</summary>
    public required string Status { get; init; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public required long CreationTimestamp { get; init; }

    public required long LastUpdatedTimestamp { get; init; }
}

/// <summary>Such as MODEL_VERSION, CREATED.</summary>
internal sealed record WebhookEvent(string Entity, string Action)
{
    public static WebhookEvent ModelCreated { get; } = new("REGISTERED_MODEL", "CREATED");

    public static WebhookEvent VersionCreated { get; } = new("MODEL_VERSION", "CREATED");

    public static WebhookEvent TagSet { get; } = new("MODEL_VERSION_TAG", "SET");

    public static WebhookEvent TagDeleted { get; } = new("MODEL_VERSION_TAG", "DELETED");

    public static WebhookEvent AliasCreated { get; } = new("MODEL_VERSION_ALIAS", "CREATED");

    public static WebhookEvent AliasDeleted { get; } = new("MODEL_VERSION_ALIAS", "DELETED");

    public static IReadOnlyList<WebhookEvent> All { get; } = [ModelCreated, VersionCreated, TagSet, TagDeleted, AliasCreated, AliasDeleted];
}

internal sealed record WebhookAnswer(Webhook Webhook);

internal sealed record WebhookPage(IReadOnlyList<Webhook>? Webhooks, string? NextPageToken);

internal sealed record WebhookTestAnswer(WebhookTest Result);

/// <param name="ResponseStatus">Null when there was no response; then the error says why.</param>
internal sealed record WebhookTest(bool Success, int? ResponseStatus, string? ResponseBody, string? ErrorMessage);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookAnswer))]
[JsonSerializable(typeof(WebhookPage))]
[JsonSerializable(typeof(WebhookTestAnswer))]
[JsonSerializable(typeof(IReadOnlyList<WebhookEvent>))]
internal sealed partial class WebhookJson : JsonSerializerContext;
