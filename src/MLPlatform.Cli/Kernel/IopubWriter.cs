using System.Text;
using System.Text.Json.Serialization.Metadata;
using MLPlatform.Jupyter.Messages;
using MLPlatform.Jupyter.Zmtp;

namespace MLPlatform.Cli.Kernel;

/// <summary>What the kernel tells everyone, each message under the request it belongs to.</summary>
internal sealed class IopubWriter(PublisherSocket socket, MessageCodec codec, string session, TimeProvider time)
{
    public void Send<T>(string type, T content, JsonTypeInfo<T> contentType, JupyterMessage? parent) =>
        socket.Send(codec.Encode(JupyterMessage.New(type, content, contentType, session, time, parent) with { Identities = [Encoding.UTF8.GetBytes(type)] }));

    public void Status(ExecutionState state, JupyterMessage? parent) => Send(MessageTypes.Status, state, JupyterJson.Default.ExecutionState, parent);

    /// <summary>For a new subscriber alone: from here on it misses nothing. Older clients skip the unknown type.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Welcome(byte[] topic, MessageCodec codec, string session, TimeProvider time)
    {
        var content = new IopubWelcome(Encoding.UTF8.GetString(topic));
        return codec.Encode(JupyterMessage.New(MessageTypes.IopubWelcome, content, JupyterJson.Default.IopubWelcome, session, time) with { Identities = [topic] });
    }
}
