using System.Text.Json.Serialization.Metadata;
using MLPlatform.Jupyter.Messages;
using MLPlatform.Jupyter.Zmtp;

namespace MLPlatform.Cli.Kernel;

/// <summary>Answers to the one who asked. An answer to a client that has left is dropped.</summary>
internal sealed class ReplyWriter(RouterSocket shell, RouterSocket control, MessageCodec codec, string session, TimeProvider time)
{
    public void Shell<T>(string type, T content, JsonTypeInfo<T> contentType, JupyterMessage request) => Send(shell, type, content, contentType, request);

    public void Control<T>(string type, T content, JsonTypeInfo<T> contentType, JupyterMessage request) => Send(control, type, content, contentType, request);

    private void Send<T>(RouterSocket socket, string type, T content, JsonTypeInfo<T> contentType, JupyterMessage request) =>
        socket.Send(codec.Encode(JupyterMessage.New(type, content, contentType, session, time, request) with { Identities = request.Identities }));
}
