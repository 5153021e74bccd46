using System.Text.Json;
using System.Text.Json.Serialization;
using MLPlatform.Jupyter.Zmtp;

namespace MLPlatform.Jupyter.Connection;

/// <summary>A Jupyter connection file: where the five sockets are and the key that signs their messages.</summary>
public sealed record ConnectionInfo
{
    [JsonPropertyName("transport")]
    public string Transport { get; init; } = "tcp";

    [JsonPropertyName("ip")]
    public string Ip { get; init; } = "127.0.0.1";

    [JsonPropertyName("shell_port")]
    public required int ShellPort { get; init; }

    [JsonPropertyName("control_port")]
    public required int ControlPort { get; init; }

    [JsonPropertyName("iopub_port")]
    public required int IopubPort { get; init; }

    [JsonPropertyName("stdin_port")]
    public required int StdinPort { get; init; }

    [JsonPropertyName("hb_port")]
    public required int HeartbeatPort { get; init; }

    /// <summary>Empty turns signing off.</summary>
    [JsonPropertyName("key")]
    public string Key { get; init; } = "";

    [JsonPropertyName("signature_scheme")]
    public string SignatureScheme { get; init; } = "hmac-sha256";

    [JsonPropertyName("kernel_name")]
    public string? KernelName { get; init; }

    /// <exception cref="JupyterProtocolException">Unreadable, torn, or a transport or signature scheme that is not supported.</exception>
    public static ConnectionInfo Read(string path)
    {
        try
        {
            var info = JsonSerializer.Deserialize(File.ReadAllBytes(path), ConnectionJson.Default.ConnectionInfo) ?? throw new JupyterProtocolException($"The connection file {path} is empty.");
            if (info.SignatureScheme is not ("hmac-sha256" or ""))
                throw new JupyterProtocolException($"The connection file {path} asks for the signature scheme {info.SignatureScheme}; hmac-sha256 is supported.");
            if (info.Transport is not ("tcp" or "ipc"))
                throw new JupyterProtocolException($"The connection file {path} asks for the transport {info.Transport}; tcp and ipc are supported.");
            return info;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new JupyterProtocolException($"The connection file {path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    public ZmtpAddress AddressOf(int port) => new(Transport, Ip, port);

    public string ToJson() => JsonSerializer.Serialize(this, ConnectionJson.Default.ConnectionInfo);
}

[JsonSerializable(typeof(ConnectionInfo))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
