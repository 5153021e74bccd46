using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.FeatureServer.Store;
using MLPlatform.Features.Online;

namespace MLPlatform.FeatureServer.Local;

/// <summary>One connection. Reads are answered as they come; a write, which waits for its checkpoint, does not hold up the reads behind it.</summary>
internal sealed class LocalPeer(Socket socket, OnlineStore store, ServerMetrics metrics, ILogger log) : IDisposable
{
    // A peer that sends writes faster than they reach the disk is made to wait.
    private readonly SemaphoreSlim _writes = new(16);
    private readonly SemaphoreSlim _sending = new(1);
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <summary>Ends <see cref="RunAsync"/>; writes under way still reach the disk.</summary>
    public void Close() => socket.Dispose();

    public void Dispose()
    {
        _stream.Dispose();
        _writes.Dispose();
        _sending.Dispose();
    }

    public async Task RunAsync()
    {
        var writing = new List<Task>();
        try
        {
            var reader = PipeReader.Create(_stream);
            while (await OnlineMessage.ReadAsync(reader, CancellationToken.None) is { } message)
            {
                if (message.Kind != OnlineMessageKind.Write)
                {
                    await AnswerAsync(message);
                    continue;
                }

                await _writes.WaitAsync();
                writing.RemoveAll(task => task.IsCompletedSuccessfully);
                writing.Add(AnswerWriteAsync(message));
            }
        }
        catch (PlatformException malformed)
        {
            log.LogWarning("A connection was closed: {Problem}", malformed.Problem);
            await TryRefuseAsync(malformed);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            log.LogInformation("A connection broke: {Problem}", error.Message);
        }
        finally
        {
            await FinishAsync(writing);
        }
    }

    private async Task FinishAsync(List<Task> writing)
    {
        try
        {
            await Task.WhenAll(writing);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            log.LogInformation("A writer left before its acknowledgement: {Problem}", error.Message);
        }
    }

    private async Task AnswerWriteAsync(OnlineMessage message)
    {
        try
        {
            await AnswerAsync(message);
        }
        finally
        {
            _writes.Release();
        }
    }

    private async Task AnswerAsync(OnlineMessage message)
    {
        OnlineMessage reply;
        var started = Stopwatch.GetTimestamp();
        try
        {
            reply = new OnlineMessage(OnlineMessageKind.Reply | message.Kind, message.Id, await CarryOutAsync(message));
            reply.CheckSize();
        }
        catch (PlatformException refusal)
        {
            reply = new OnlineMessage(OnlineMessageKind.Refusal, message.Id, OnlineCodec.Refusal(refusal));
        }
        catch (Exception defect)
        {
            log.LogError(defect, "Unexpected failure answering {Kind}", message.Kind);
            reply = new OnlineMessage(OnlineMessageKind.Refusal, message.Id, OnlineCodec.Refusal(new PlatformException(PlatformErrors.Internal, "Something went wrong in the feature server.", "Its log in the platform home holds the details.")));
        }

        metrics.Observe(message.Kind, Stopwatch.GetElapsedTime(started), refused: reply.Kind == OnlineMessageKind.Refusal);
        await SendAsync(reply);
    }

    private async Task<ReadOnlyMemory<byte>> CarryOutAsync(OnlineMessage message)
    {
        switch (message.Kind)
        {
            case OnlineMessageKind.PutView:
                store.PutView(OnlineCodec.ToView(message.Payload.Span));
                return default;
            case OnlineMessageKind.Views:
                return OnlineCodec.Views(store.Views);
            case OnlineMessageKind.Write:
                var (view, version, rows) = OnlineCodec.ToWrite(message.Payload.Span);
                var written = await store.WriteAsync(view, version, rows, CancellationToken.None);
                metrics.RowsWritten.Add(written);
                return OnlineCodec.Written(written);
            case OnlineMessageKind.Read:
                var (reads, at) = OnlineCodec.ToRead(message.Payload.Span);
                metrics.RowsRead.Add(reads.Sum(read => (long)read.Keys.RowCount));
                return OnlineCodec.Result(new OnlineResult([.. reads.Select(read => store.Read(read, at))]));
            default:
                throw WireReader.Malformed($"asks for `{(byte)message.Kind}`, which this server does not know");
        }
    }

    private async Task SendAsync(OnlineMessage reply)
    {
        await _sending.WaitAsync();
        try
        {
            await reply.WriteAsync(_stream, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    // The stream is out of step, so no request can be named: id 0.
    private async Task TryRefuseAsync(PlatformException refusal)
    {
        try
        {
            await SendAsync(new OnlineMessage(OnlineMessageKind.Refusal, 0, OnlineCodec.Refusal(refusal)));
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            log.LogInformation("The peer was gone already: {Problem}", error.Message);
        }
    }
}
