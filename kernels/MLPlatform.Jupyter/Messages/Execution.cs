namespace MLPlatform.Jupyter.Messages;

public sealed record ExecuteRequest
{
    public required string Code { get; init; }

    public bool Silent { get; init; }

    public bool StoreHistory { get; init; } = true;

    public IReadOnlyDictionary<string, string> UserExpressions { get; init; } = new Dictionary<string, string>();

    public bool AllowStdin { get; init; } = true;

    public bool StopOnError { get; init; } = true;
}

/// <summary>Replies ok, error and aborted in one shape; what does not apply is left out.</summary>
public sealed record ExecuteReply(string Status, int? ExecutionCount)
{
    public IReadOnlyDictionary<string, UserExpression>? UserExpressions { get; init; }

    public IReadOnlyList<string>? Payload { get; init; }

    public string? Ename { get; init; }

    public string? Evalue { get; init; }

    public IReadOnlyList<string>? Traceback { get; init; }
}

public sealed record UserExpression(string Status)
{
    public MimeData? Data { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public string? Ename { get; init; }

    public string? Evalue { get; init; }

    public IReadOnlyList<string>? Traceback { get; init; }
}

public sealed record ExecuteInput(string Code, int ExecutionCount);

public sealed record ExecutionState([property: System.Text.Json.Serialization.JsonPropertyName("execution_state")] string State)
{
    public static readonly ExecutionState Busy = new("busy");
    public static readonly ExecutionState Idle = new("idle");
    public static readonly ExecutionState Starting = new("starting");
}

public sealed record StreamOutput(string Name, string Text);

public sealed record Transient(string? DisplayId = null);

public sealed record DisplayData(MimeData Data, MimeData Metadata, Transient Transient);

public sealed record ExecuteResult(int ExecutionCount, MimeData Data, MimeData Metadata);

public sealed record ErrorOutput(string Ename, string Evalue, IReadOnlyList<string> Traceback);

public sealed record ClearOutput(bool Wait);

public sealed record InputRequest(string Prompt, bool Password);

public sealed record InputReply(string Value);
