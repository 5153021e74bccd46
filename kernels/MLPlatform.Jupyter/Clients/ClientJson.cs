using System.Text.Json.Serialization;

namespace MLPlatform.Jupyter.Clients;

/// <summary>The content of requests that say nothing but their type.</summary>
internal sealed record EmptyContent
{
    public static readonly EmptyContent Instance = new();
}

/// <summary>An execute_reply as far as a client of any kernel needs it: others fill the rest in their own ways.</summary>
/// <param name="Status"><c>ok</c>, <c>error</c> or <c>aborted</c>.</param>
public sealed record KernelReply(string Status, string? Ename, string? Evalue, IReadOnlyList<string>? Traceback);

/// <summary>A kernel_info_reply as far as a client needs it.</summary>
public sealed record ConnectedKernel(string? Implementation, ConnectedLanguage? LanguageInfo);

public sealed record ConnectedLanguage(string? Name, string? Version);

/// <summary>Jupyter's <c>kernel.json</c>, as far as starting a kernel needs it.</summary>
internal sealed record KernelSpecFile
{
    public required IReadOnlyList<string> Argv { get; init; }

    /// <summary><c>message</c>, or null and <c>signal</c> for SIGINT.</summary>
    public string? InterruptMode { get; init; }

    public IReadOnlyDictionary<string, string>? Env { get; init; }
}

/// <summary>Requests and answers of a Jupyter server's REST interface.</summary>
internal sealed record SessionRequest(string Path, string Name, string Type, SessionKernel Kernel);

internal sealed record SessionKernel(string Name, string? Id = null);

internal sealed record SessionModel(string Id, SessionKernel Kernel);

internal sealed record ServerMessage(string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmptyContent))]
[JsonSerializable(typeof(KernelReply))]
[JsonSerializable(typeof(ConnectedKernel))]
[JsonSerializable(typeof(KernelSpecFile))]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(SessionModel))]
[JsonSerializable(typeof(ServerMessage))]
internal sealed partial class ClientJson : JsonSerializerContext;
