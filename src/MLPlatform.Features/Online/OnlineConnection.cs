using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Features.Online;

/// <summary>One open socket: requests of many callers go out as they come, replies find their caller by id. Ends once and for all at the first fault.</summary>
internal sealed class OnlineConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<OnlineMessage>> _waiting = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _receiving;
    private volatile Exception? _fault;
    private uint _lastId;

    private OnlineConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
        _receiving = ReceiveAsync();
    }

    public bool IsOpen => _fault is null;

    /// <exception cref="SocketException">Nobody listens.</exception>
    public static async Task<OnlineConnection> OpenAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new OnlineConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">The connection broke before the reply came; the request may or may not have been carried out.</exception>
    /// <exception cref="PlatformException">The server refused.</exception>
    public async Task<ReadOnlyMemory<byte>> AskAsync(OnlineMessageKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var reply = new TaskCompletionSource<OnlineMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = Interlocked.Increment(ref _lastId);
        _waiting[id] = reply;
        try
        {
            // A fault after this look fails every entry it finds; one before it is seen here.
            if (_fault is { } fault)
                throw new IOException("The connection is closed.", fault);
            // Not cancelled half-way: a torn message would end the connection for everyone.
            await _sending.WaitAsync(cancel);
            try
            {
                await new OnlineMessage(kind, id, payload).WriteAsync(_stream, CancellationToken.None);
            }
            finally
            {
                _sending.Release();
            }

            var answer = await reply.Task.WaitAsync(cancel);
            return answer.Kind == OnlineMessageKind.Refusal ? throw OnlineCodec.ToRefusal(answer.Payload.Span) : answer.Payload;
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _receiving;
        await _stream.DisposeAsync();
        _sending.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var reader = PipeReader.Create(_stream);
        Exception fault = new EndOfStreamException("The server closed the connection.");
        try
        {
            while (await OnlineMessage.ReadAsync(reader, CancellationToken.None) is { } message)
                if (_waiting.TryRemove(message.Id, out var waiting))
                    waiting.TrySetResult(message);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or PlatformException)
        {
            fault = error;
        }

        _fault = fault;
        foreach (var waiting in _waiting.Values)
            waiting.TrySetException(fault is PlatformException ? fault : new IOException("The connection broke.", fault));
        _socket.Dispose();
    }
}
