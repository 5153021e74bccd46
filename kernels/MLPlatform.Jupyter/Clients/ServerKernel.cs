using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Jupyter.Clients;

/// <summary>A kernel behind a Jupyter server: a session over REST, messages over its WebSocket. A lost socket is opened again under the same session id, and the server replays what was missed.</summary>
public sealed class ServerKernel : IKernelConnection
{
    private static readonly TimeSpan ReconnectLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Uri _channels;
    private readonly string _authorization;
    private readonly SessionModel _session;
    private ClientWebSocket _socket;
    private Task<(WebSocketMessageType Type, byte[] Bytes)?>? _pending;

    private ServerKernel(HttpClient http, Uri server, string authorization, SessionModel session, TimeProvider time)
    {
        _http = http;
        _time = time;
        _authorization = authorization;
        _session = session;
        _channels = new UriBuilder(new Uri(server, $"api/kernels/{session.Kernel.Id}/channels"))
        {
            Scheme = server.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
            Query = "session_id=" + Session,
        }.Uri;
        _socket = NewSocket();
    }

    public bool IsLocal => false;

    public string Session { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Starts a kernel on the server.</summary>
    /// <param name="server">Its address, with the path of a hub's user if there is one.</param>
    /// <param name="scheme"><c>token</c> as Jupyter servers take it, or <c>Bearer</c> as a hub's proxy does.</param>
    /// <exception cref="KernelGoneException">The server does not answer, does not take the token, or has no such kernel.</exception>
    public static async Task<ServerKernel> StartAsync(Uri server, string? token, string scheme, string kernelSpec, TimeProvider time, CancellationToken cancel)
    {
        var root = new Uri(server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        var authorization = token is null ? "" : $"{scheme} {token}";
        // Cookies would bring the browser's rules for forged requests with them.
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = root };
        if (token is not null)
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        try
        {
            var name = "mlplatform-" + Guid.NewGuid().ToString("N")[..8];
            using var answer = await http.PostAsJsonAsync("api/sessions", new SessionRequest(name, name, "notebook", new SessionKernel(kernelSpec)), ClientJson.Default.SessionRequest, cancel);
            await RefuseAsync(answer, root, cancel);
            var session = await answer.Content.ReadFromJsonAsync(ClientJson.Default.SessionModel, cancel) ?? throw new KernelGoneException($"{root} answered without a session.");
            var kernel = new ServerKernel(http, root, authorization, session, time);
            try
            {
                await kernel._socket.ConnectAsync(kernel._channels, cancel);
                return kernel;
            }
            catch
            {
                await kernel.DisposeAsync();
                throw;
            }
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or WebSocketException or JsonException)
        {
            http.Dispose();
            throw new KernelGoneException($"{root} does not answer as a Jupyter server: {unreachable.Message}", unreachable);
        }
    }

    public async Task SendAsync(KernelChannel channel, JupyterMessage message, CancellationToken cancel)
    {
        var frame = ServerFrames.Write(channel, message);
        await _sending.WaitAsync(cancel);
        try
        {
            if (_socket.State != WebSocketState.Open)
                await ReconnectAsync(cancel);
            await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancel);
        }
        catch (WebSocketException lost)
        {
            throw new KernelGoneException($"The connection to {_channels.Host} was lost: {lost.Message}", lost);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async Task<KernelMessage> ReceiveAsync(CancellationToken cancel)
    {
        while (true)
        {
            using var message = new MemoryStream();
            var type = await ReadAsync(message, cancel);
            if (type is null)
                await LockedReconnectAsync(cancel);
            else if (ServerFrames.Read(message.GetBuffer().AsMemory(0, (int)message.Length), type == WebSocketMessageType.Binary) is { } received)
                return received;
        }
    }

    public async Task InterruptAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await _http.PostAsync($"api/kernels/{_session.Kernel.Id}/interrupt", null, cancel);
        }
        catch (HttpRequestException lost)
        {
            throw new KernelGoneException($"The server does not answer: {lost.Message}", lost);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        try
        {
            using var answer = await _http.DeleteAsync($"api/sessions/{_session.Id}");
        }
        catch (HttpRequestException)
        {
            // The server is gone, and its kernels with it or in its own care.
            return;
        }
        finally
        {
            _http.Dispose();
            _sending.Dispose();
        }
    }

    private static async Task RefuseAsync(HttpResponseMessage answer, Uri server, CancellationToken cancel)
    {
        if (answer.IsSuccessStatusCode)
            return;
        var text = await answer.Content.ReadAsStringAsync(cancel);
        string? message = null;
        try
        {
            message = JsonSerializer.Deserialize(text, ClientJson.Default.ServerMessage)?.Message;
        }
        catch (JsonException)
        {
            message = text.Length > 200 ? text[..200] : text;
        }

        throw new KernelGoneException(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
            ? $"{server} does not take the token."
            : $"{server} answered {(int)answer.StatusCode}: {message}");
    }

    private ClientWebSocket NewSocket()
    {
        var socket = new ClientWebSocket();
        if (_authorization.Length > 0)
            socket.Options.SetRequestHeader("Authorization", _authorization);
        return socket;
    }

    /// <returns>Null when the socket was lost.</returns>
    private async Task<WebSocketMessageType?> ReadAsync(MemoryStream message, CancellationToken cancel)
    {
        var socket = _socket;
        // A cancelled receive would abort the socket, so the wait is cancelled instead and the next caller takes the message over.
        _pending ??= ReadWholeAsync(socket);
        var whole = await _pending.WaitAsync(cancel);
        _pending = null;
        if (whole is not { } read)
            return null;
        message.Write(read.Bytes);
        return read.Type;
    }

    private static async Task<(WebSocketMessageType Type, byte[] Bytes)?> ReadWholeAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 << 10];
        using var whole = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                whole.Write(buffer.AsSpan(0, part.Count));
                if (part.EndOfMessage)
                    return (part.MessageType, whole.ToArray());
            }
        }
        catch (Exception lost) when (lost is WebSocketException or ObjectDisposedException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task LockedReconnectAsync(CancellationToken cancel)
    {
        await _sending.WaitAsync(cancel);
        try
        {
            if (_socket.State != WebSocketState.Open)
                await ReconnectAsync(cancel);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReconnectAsync(CancellationToken cancel)
    {
        for (var started = _time.GetTimestamp(); ;)
        {
            _socket.Dispose();
            _socket = NewSocket();
            try
            {
                await _socket.ConnectAsync(_channels, cancel);
                return;
            }
            catch (WebSocketException lost)
            {
                // 404: the server has no such kernel any more.
                if (_socket.HttpStatusCode == HttpStatusCode.NotFound || _time.GetElapsedTime(started) > ReconnectLimit)
                    throw new KernelGoneException($"The connection to {_channels.Host} was lost: {lost.Message}", lost);
                await Task.Delay(ReconnectPause, _time, cancel);
            }
        }
    }
}
