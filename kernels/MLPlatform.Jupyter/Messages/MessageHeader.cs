using System.Globalization;
using System.Text.Json.Serialization;

namespace MLPlatform.Jupyter.Messages;

/// <param name="Date">ISO 8601, UTC.</param>
public sealed record MessageHeader(string MsgId, string Session, string Username, string Date, string MsgType, string Version)
{
    /// <summary>5.4: the iopub welcome message.</summary>
    public const string ProtocolVersion = "5.4";

    /// <summary>Set by clients that address a subshell; this kernel has none and answers all of them from the same shell.</summary>
    [JsonPropertyName("subshell_id")]
    public string? SubshellId { get; init; }

    public static MessageHeader New(string type, string session, TimeProvider time) => new(
        Guid.NewGuid().ToString("N"), session, "kernel", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), type, ProtocolVersion);
}
