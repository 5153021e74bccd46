using System.Threading.Channels;
using MLPlatform.Jupyter;
using MLPlatform.Jupyter.Messages;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Cli.Kernel;

/// <summary>Completion, help and is-complete, one request at a time, beside the running cell.</summary>
internal sealed class LanguageService(Task<NotebookSession> session, IopubWriter iopub, ReplyWriter replies, KernelLog log)
{
    private readonly Channel<JupyterMessage> _queue = Channel.CreateUnbounded<JupyterMessage>(new UnboundedChannelOptions { SingleReader = true });

    public void Enqueue(JupyterMessage request) => _queue.Writer.TryWrite(request);

    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var request in _queue.Reader.ReadAllAsync(stop))
        {
            iopub.Status(ExecutionState.Busy, request);
            try
            {
                await AnswerAsync(request, await session.WaitAsync(stop), stop);
            }
            catch (JupyterProtocolException malformed)
            {
                log.Dropped("shell", malformed);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // A compiler service that fails on odd input leaves the front end without a hint, not without a kernel.
                log.Write($"{request.Type}: {failure}");
                AnswerEmpty(request);
            }

            iopub.Status(ExecutionState.Idle, request);
        }
    }

    private async Task AnswerAsync(JupyterMessage message, NotebookSession ready, CancellationToken cancel)
    {
        switch (message.Type)
        {
            case MessageTypes.CompleteRequest:
                var complete = message.Content(JupyterJson.Default.CompleteRequest);
                replies.Shell(MessageTypes.CompleteReply, await CompleteAsync(complete, ready, cancel), JupyterJson.Default.CompleteReply, message);
                break;
            case MessageTypes.InspectRequest:
                var inspect = message.Content(JupyterJson.Default.InspectRequest);
                var help = await ready.InspectAsync(inspect.Code, CodePoints.ToUtf16(inspect.Code, inspect.CursorPos), cancel);
                replies.Shell(MessageTypes.InspectReply, new InspectReply("ok", help is not null, new MimeData(help?.Data ?? MimeData.Empty.Content), MimeData.Empty), JupyterJson.Default.InspectReply, message);
                break;
            default:
                var code = message.Content(JupyterJson.Default.IsCompleteRequest).Code;
                var reply = ready.IsComplete(code) switch
                {
                    Completeness.Complete => new IsCompleteReply("complete", null),
                    Completeness.Incomplete => new IsCompleteReply("incomplete", Indent.After(code)),
                    _ => new IsCompleteReply("invalid", null),
                };
                replies.Shell(MessageTypes.IsCompleteReply, reply, JupyterJson.Default.IsCompleteReply, message);
                break;
        }
    }

    private static async Task<CompleteReply> CompleteAsync(CompleteRequest request, NotebookSession ready, CancellationToken cancel)
    {
        var found = await ready.CompleteAsync(request.Code, CodePoints.ToUtf16(request.Code, request.CursorPos), cancel);
        int start = CodePoints.FromUtf16(request.Code, found.Start), end = CodePoints.FromUtf16(request.Code, found.End);
        var types = found.Items.Select(item => new CompletionType(start, end, item.Text, item.Kind, item.Signature));
        return new CompleteReply("ok", [.. found.Items.Select(item => item.Text)], start, end, new CompletionMetadata([.. types]));
    }

    private void AnswerEmpty(JupyterMessage message)
    {
        switch (message.Type)
        {
            case MessageTypes.CompleteRequest:
                var cursor = message.Content(JupyterJson.Default.CompleteRequest).CursorPos;
                replies.Shell(MessageTypes.CompleteReply, new CompleteReply("ok", [], cursor, cursor, new CompletionMetadata([])), JupyterJson.Default.CompleteReply, message);
                break;
            case MessageTypes.InspectRequest:
                replies.Shell(MessageTypes.InspectReply, new InspectReply("ok", false, MimeData.Empty, MimeData.Empty), JupyterJson.Default.InspectReply, message);
                break;
            default:
                replies.Shell(MessageTypes.IsCompleteReply, new IsCompleteReply("unknown", null), JupyterJson.Default.IsCompleteReply, message);
                break;
        }
    }
}
