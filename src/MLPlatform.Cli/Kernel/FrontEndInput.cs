using MLPlatform.Contracts.Errors;
using MLPlatform.Jupyter;
using MLPlatform.Jupyter.Messages;
using MLPlatform.Jupyter.Zmtp;

namespace MLPlatform.Cli.Kernel;

/// <summary>Questions to the front end over the stdin socket, one at a time.</summary>
internal sealed class FrontEndInput(RouterSocket stdin, MessageCodec codec, string session, TimeProvider time, KernelLog log) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private TaskCompletionSource<string>? _pending;

    /// <param name="request">The execute request; its sender is asked.</param>
    /// <exception cref="PlatformException">The front end said it takes no input, or is gone.</exception>
    public async Task<string> AskAsync(JupyterMessage request, bool allowed, string prompt, bool password, CancellationToken cancel)
    {
        if (!allowed)
            throw new PlatformException(CellErrors.NoInput, "The cell asks for input, but the front end said that it takes none.", "Set the value in a cell instead.");
        await _turn.WaitAsync(cancel);
        try
        {
            var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _pending = answer;
            var question = JupyterMessage.New(MessageTypes.InputRequest, new InputRequest(prompt, password), JupyterJson.Default.InputRequest, session, time, request);
            if (!stdin.Send(codec.Encode(question with { Identities = request.Identities })))
                throw new PlatformException(CellErrors.NoInput, "The cell asks for input, but the front end that ran it is not connected any more.", "Run the cell again.");
            return await answer.Task.WaitAsync(cancel);
        }
        finally
        {
            _pending = null;
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Reads replies until stopped. A reply nobody waits for – the cell was interrupted meanwhile – is dropped.</summary>
    public async Task ListenAsync(CancellationToken stop)
    {
        while (true)
        {
            var frames = await stdin.ReceiveAsync(stop);
            try
            {
                var message = codec.Decode(frames);
                if (message.Type == MessageTypes.InputReply)
                    _pending?.TrySetResult(message.Content(JupyterJson.Default.InputReply).Value);
            }
            catch (JupyterProtocolException malformed)
            {
                log.Dropped("stdin", malformed);
            }
        }
    }
}
