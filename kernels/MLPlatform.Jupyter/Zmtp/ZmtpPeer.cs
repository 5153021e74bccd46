using System.Net.Sockets;
using System.Threading.Channels;

namespace MLPlatform.Jupyter.Zmtp;

/// <summary>One connection after its handshake. Messages leave through a queue with a high-water mark, so that a peer that does not read never blocks the caller.</summary>
internal sealed class ZmtpPeer : IAsyncDisposable
{
    private const int Batch = 64 << 10;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly FrameReader _reader;
    private readonly ZmtpLimits _limits;
    // The pump goes on in the caller: a socket takes a small message without waiting, and a hop to another thread would cost more than the send.
    private readonly Channel<byte[]> _outgoing = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly Task _pump;
    private long _queuedBytes;

    private ZmtpPeer(Socket socket, NetworkStream stream, FrameReader reader, ReadyCommand remote, ZmtpLimits limits)
    {
        _socket = socket;
        _stream = stream;
        _reader = reader;
        _limits = limits;
        Identity = remote.Identity;
        _pump = PumpAsync();
    }

    /// <summary>As the peer gave it; empty when it gave none.</summary>
    public byte[] Identity { get; set; }

    /// <summary>Exchanges greetings and READY. Takes the socket over: a failed handshake closes it.</summary>
    /// <exception cref="ZmtpException">The peer speaks something else, is of a type that does not fit, or took too long.</exception>
    public static async Task<ZmtpPeer> HandshakeAsync(Socket socket, ReadyCommand local, IReadOnlyList<string> accepted, ZmtpLimits limits, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(limits.HandshakeTimeout);
        NetworkStream? stream = null;
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp)
                socket.NoDelay = true;
            stream = new NetworkStream(socket, ownsSocket: true);
            // Greeting and READY go out together: a version 3 peer never needs to see ours first, and one round trip is saved.
            var ready = local.Encode();
            var hello = new byte[Greeting.Length + Frame.EncodedLength(ready.Length)];
            Greeting.Build().CopyTo(hello, 0);
            Frame.Write(hello.AsSpan(Greeting.Length), FrameFlags.Command, ready);
            await stream.WriteAsync(hello, deadline.Token);

            var reader = new FrameReader(stream, limits);
            var greeting = new byte[Greeting.Length];
            await reader.ReadExactlyAsync(greeting, deadline.Token);
            Greeting.Check(greeting);
            var first = await reader.ReadMessageAsync(deadline.Token) ?? throw new ZmtpException("The peer left during the handshake.");
            if (!first[0].Flags.HasFlag(FrameFlags.Command))
                throw new ZmtpException("READY was expected.");
            var remote = ReadyCommand.Decode(first[0].Body);
            if (!accepted.Contains(remote.SocketType))
                throw new ZmtpException($"A {local.SocketType} socket does not talk to a {remote.SocketType} socket.");
            return new ZmtpPeer(socket, stream, reader, remote, limits);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Close();
            throw new ZmtpException("The handshake took too long.");
        }
        catch
        {
            Close();
            throw;
        }

        void Close()
        {
            stream?.Dispose();
            socket.Dispose();
        }
    }

    /// <summary>The next message; commands between messages are skipped, a 3.1 peer's SUBSCRIBE and CANCEL come as the 3.0 messages they stand for.</summary>
    /// <returns>Null when the peer closed the connection.</returns>
    public async ValueTask<byte[][]?> ReceiveAsync(CancellationToken cancel)
    {
        while (await _reader.ReadMessageAsync(cancel) is { } frames)
        {
            if (!frames[0].Flags.HasFlag(FrameFlags.Command))
                return Array.ConvertAll(frames, frame => frame.Body);
            var command = frames[0].Body.AsSpan();
            if (command.StartsWith("\u0009SUBSCRIBE"u8))
                return [[1, .. command[10..]]];
            if (command.StartsWith("\u0006CANCEL"u8))
                return [[0, .. command[7..]]];
        }

        return null;
    }

    /// <param name="encoded">A whole message from <see cref="Frame.EncodeMessage"/>; may be shared between peers.</param>
    /// <returns>False when the queue is at its high-water mark or the peer is gone.</returns>
    public bool TrySend(byte[] encoded)
    {
        if (Interlocked.Add(ref _queuedBytes, encoded.Length) > _limits.SendQueueBytes || !_outgoing.Writer.TryWrite(encoded))
        {
            Interlocked.Add(ref _queuedBytes, -encoded.Length);
            return false;
        }

        return true;
    }

    /// <summary>Sends what is queued, at most for <paramref name="linger"/>, then closes.</summary>
    public async Task CloseAsync(TimeSpan linger)
    {
        _outgoing.Writer.TryComplete();
        await Task.WhenAny(_pump, Task.Delay(linger));
        await DisposeAsync();
    }

    /// <summary>Ends the connection now; a pending receive ends with an <see cref="IOException"/>.</summary>
    public void Abort() => _socket.Dispose();

    public async ValueTask DisposeAsync()
    {
        _outgoing.Writer.TryComplete();
        await _stream.DisposeAsync();
        await _pump;
    }

    private async Task PumpAsync()
    {
        var batch = new byte[Batch];
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync())
            {
                var filled = 0;
                while (_outgoing.Reader.TryRead(out var message))
                {
                    if (message.Length > Batch - filled && filled > 0)
                    {
                        await SendAsync(batch.AsMemory(0, filled));
                        filled = 0;
                    }

                    if (message.Length > Batch)
                    {
                        await SendAsync(message);
                        continue;
                    }

                    message.CopyTo(batch, filled);
                    filled += message.Length;
                }

                if (filled > 0)
                    await SendAsync(batch.AsMemory(0, filled));
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or SocketException)
        {
            // The reading side notices the same end and removes the peer.
            _outgoing.Writer.TryComplete();
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes);
        Interlocked.Add(ref _queuedBytes, -bytes.Length);
    }
}
