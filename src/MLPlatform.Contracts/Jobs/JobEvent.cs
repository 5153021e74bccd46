using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLPlatform.Contracts.Jobs;

[JsonConverter(typeof(JsonStringEnumConverter<JobEventType>))]
public enum JobEventType
{
    /// <summary>Text on stdout or stderr: <see cref="JobEvent.Stream"/> and <see cref="JobEvent.Text"/>.</summary>
    Text,

    /// <summary>Rich output: <see cref="JobEvent.Mime"/>, with <see cref="JobEvent.DisplayId"/> where it is updatable.</summary>
    Display,

    /// <summary>An update of the display named by <see cref="JobEvent.DisplayId"/>.</summary>
    Progress,

    /// <summary><see cref="JobEvent.Name"/>, <see cref="JobEvent.Value"/> at <see cref="JobEvent.Step"/>.</summary>
    Metric,

    Heartbeat,

    /// <summary>A parameter of the run: <see cref="JobEvent.Name"/> and <see cref="JobEvent.Text"/>.</summary>
    Parameter,

    /// <summary>A tag of the run: <see cref="JobEvent.Name"/> and <see cref="JobEvent.Text"/>.</summary>
    Tag,

    /// <summary>The last event of an attempt: <see cref="JobEvent.ExitCode"/>, and <see cref="JobEvent.Text"/> with the reason when it is not 0.</summary>
    Exit,
}

/// <summary>One line of <c>events.jsonl</c>. Sequence numbers start at 1 and have no gap within an attempt.</summary>
public sealed record JobEvent
{
    public int Schema { get; init; } = 1;

    public required int Attempt { get; init; }

    public required long Sequence { get; init; }

    /// <summary>Microseconds since 1970 UTC, by the worker's clock.</summary>
    public required long Time { get; init; }

    public required JobEventType Type { get; init; }

    public string? Stream { get; init; }

    public string? Text { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Mime { get; init; }

    public string? DisplayId { get; init; }

    public string? Name { get; init; }

    public double? Value { get; init; }

    public long? Step { get; init; }

    public int? ExitCode { get; init; }
}
