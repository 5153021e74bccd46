using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Targets.JupyterServers;

/// <summary>Runs a few lines in a kernel of a Jupyter server and waits for its reply.</summary>
internal static class KernelCall
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="PlatformException">The lines failed, the kernel died, or it did not answer in a minute.</exception>
    public static async Task RunAsync(JupyterServer server, string kernel, string code, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(Patience);
        using var socket = new ClientWebSocket();
        if (server.Token is { } token)
            socket.Options.SetRequestHeader("Authorization", "token " + token);
        var session = Guid.NewGuid().ToString("N");
        var address = new UriBuilder(new Uri(server.Url, $"api/kernels/{kernel}/channels")) { Query = "session_id=" + session };
        address.Scheme = address.Scheme == "https" ? "wss" : "ws";
        try
        {
            await socket.ConnectAsync(address.Uri, late.Token);
            var id = Guid.NewGuid().ToString("N");
            await socket.SendAsync(Encoding.UTF8.GetBytes(Request(id, session, code).ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, late.Token);
            while (true)
                if (await ReceiveAsync(socket, late.Token) is { } message && IsReply(message, id))
                    return;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new PlatformException(JobErrors.TargetUnreachable, $"The kernel at {server.Url} did not answer in a minute.", "Look into the server's log; python3 with ipykernel has to be there.");
        }
        catch (WebSocketException broken)
        {
            throw new PlatformException(JobErrors.TargetUnreachable, $"The connection to the kernel at {server.Url} broke: {broken.Message}", "Submit the job again.", broken);
        }
    }

    // silent and without history: what is sent may hold secrets.
    private static JsonObject Request(string id, string session, string code) => new()
    {
        ["channel"] = "shell",
        ["header"] = new JsonObject { ["msg_id"] = id, ["msg_type"] = "execute_request", ["username"] = "", ["session"] = session, ["date"] = "", ["version"] = "5.3" },
        ["parent_header"] = new JsonObject(),
        ["metadata"] = new JsonObject(),
        ["content"] = new JsonObject { ["code"] = code, ["silent"] = true, ["store_history"] = false, ["user_expressions"] = new JsonObject(), ["allow_stdin"] = false, ["stop_on_error"] = true },
        ["buffers"] = new JsonArray(),
    };

    private static bool IsReply(JsonNode message, string id)
    {
        var type = (string?)message["msg_type"] ?? (string?)message["header"]?["msg_type"];
        // A kernel that was killed sends no reply, only that it is started again, empty.
        if (type == "status" && (string?)message["content"]?["execution_state"] is "restarting" or "dead")
            throw new PlatformException(JobErrors.TargetUnreachable, "The kernel died while it started the job.", "Submit the job again.");
        if (type != "execute_reply" || (string?)message["parent_header"]?["msg_id"] != id)
            return false;
        if ((string?)message["content"]?["status"] != "ok")
            throw new PlatformException(JobErrors.CannotRunThere, $"The job could not be started there: {(string?)message["content"]?["ename"]}: {(string?)message["content"]?["evalue"]}", "Look into the server's log.");
        return true;
    }

    private static async Task<JsonNode?> ReceiveAsync(ClientWebSocket socket, CancellationToken cancel)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, cancel);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new WebSocketException("the server closed it");
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return part.MessageType == WebSocketMessageType.Text ? JsonNode.Parse(whole.ToArray()) : null;
        }
    }
}
