using System.Runtime.ExceptionServices;
using System.Text.Json;
using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Jupyter.Clients;

/// <summary>Runs code on a kernel, one request at a time, and hands out what the kernel says about it.</summary>
public sealed class KernelClient(IKernelConnection connection, TimeProvider time) : IAsyncDisposable
{
    // A kernel that was interrupted and does not answer within this time is left alone; what it still says is dropped.
    private static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);

    public bool IsLocal => connection.IsLocal;

    /// <summary>What the kernel says about itself; known after <see cref="StartAsync"/>.</summary>
    public ConnectedKernel? Info { get; private set; }

    /// <summary>Asks until the kernel answers: requests that reach it before its loop runs may be lost.</summary>
    /// <exception cref="KernelGoneException">It ended, or did not answer within <paramref name="limit"/>.</exception>
    public async Task StartAsync(TimeSpan limit, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            while (Info is null)
            {
                var request = JupyterMessage.New(MessageTypes.KernelInfoRequest, EmptyContent.Instance, ClientJson.Default.EmptyContent, connection.Session, time);
                await connection.SendAsync(KernelChannel.Shell, request, either.Token);
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(either.Token, patience.Token);
                try
                {
                    while (Info is null)
                    {
                        var (_, message) = await connection.ReceiveAsync(wait.Token);
                        if (message.Type == MessageTypes.KernelInfoReply)
                            Info = message.Content(ClientJson.Default.ConnectedKernel);
                    }
                }
                catch (OperationCanceledException) when (!either.IsCancellationRequested)
                {
                    // No answer yet: ask again.
                    continue;
                }
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new KernelGoneException($"It did not answer within {limit.TotalSeconds:0} s.");
        }
    }

    /// <summary>Runs code to its end: the reply and the idle status, in whichever order they come.</summary>
    /// <param name="onMessage">Called for each output of this request in order, and for input requests.</param>
    /// <param name="cancel">Interrupts the kernel; its variables stay.</param>
    /// <exception cref="KernelGoneException">The kernel ended.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public async Task<KernelReply> ExecuteAsync(ExecuteRequest request, Func<JupyterMessage, Task> onMessage, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        using var given = new CancellationTokenSource();
        await using var interrupt = cancel.Register(() => _ = InterruptAsync(given));
        try
        {
            var message = JupyterMessage.New(MessageTypes.ExecuteRequest, request, JupyterJson.Default.ExecuteRequest, connection.Session, time);
            await connection.SendAsync(KernelChannel.Shell, message, CancellationToken.None);
            KernelReply? reply = null;
            ExceptionDispatchInfo? refused = null;
            for (var idle = false; reply is null || !idle;)
            {
                var (channel, received) = await connection.ReceiveAsync(given.Token);
                if (received.Type == MessageTypes.Status && StateOf(received) is "restarting" or "dead")
                    throw new KernelGoneException("The server restarted it while it ran.");
                if (ParentOf(received) != message.Header.MsgId)
                    continue;
                if (channel == KernelChannel.Shell && received.Type == MessageTypes.ExecuteReply)
                    reply = received.Content(ClientJson.Default.KernelReply);
                else if (received.Type == MessageTypes.Status)
                    idle |= StateOf(received) == "idle";
                else if (refused is null)
                    refused = await HandleAsync(onMessage, received, given);
            }

            refused?.Throw();
            cancel.ThrowIfCancellationRequested();
            return reply;
        }
        catch (OperationCanceledException) when (given.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Answers an input request.</summary>
    public Task AnswerAsync(JupyterMessage request, string value, CancellationToken cancel) =>
        connection.SendAsync(KernelChannel.Stdin, JupyterMessage.New(MessageTypes.InputReply, new InputReply(value), JupyterJson.Default.InputReply, connection.Session, time, request), cancel);

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        _turn.Dispose();
    }

    private static string? StateOf(JupyterMessage status) => status.Content(JupyterJson.Default.ExecutionState).State;

    private static string? ParentOf(JupyterMessage message)
    {
        using var parent = JsonDocument.Parse(message.ParentHeaderJson);
        return parent.RootElement.TryGetProperty("msg_id", out var id) ? id.GetString() : null;
    }

    // A kernel whose question nobody answers would wait for ever: it is interrupted, and the refusal is thrown once it has stopped.
    private async Task<ExceptionDispatchInfo?> HandleAsync(Func<JupyterMessage, Task> onMessage, JupyterMessage message, CancellationTokenSource given)
    {
        try
        {
            await onMessage(message);
            return null;
        }
        catch (Exception refusal)
        {
            await InterruptAsync(given);
            return ExceptionDispatchInfo.Capture(refusal);
        }
    }

    private async Task InterruptAsync(CancellationTokenSource given)
    {
        try
        {
            await connection.InterruptAsync(CancellationToken.None);
            given.CancelAfter(InterruptLimit);
        }
        // The request may have ended meanwhile, and the kernel with it.
        catch (Exception ended) when (ended is ObjectDisposedException or KernelGoneException)
        {
        }
    }
}
