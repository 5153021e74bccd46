using MLPlatform.Jupyter;
using MLPlatform.Jupyter.Messages;
using MLPlatform.Jupyter.Zmtp;

namespace MLPlatform.Cli.Kernel;

/// <summary>The shell and control loops: they read, answer what is cheap, and hand the rest on. Neither ever waits for a cell.</summary>
public sealed partial class JupyterHost
{
    private async Task ShellLoopAsync(RouterSocket shell, IopubWriter iopub, ReplyWriter replies, CellExecutor cells, LanguageService language, CancellationToken stop)
    {
        while (true)
        {
            var frames = await shell.ReceiveAsync(stop);
            try
            {
                var message = _codec.Decode(frames);
                switch (message.Type)
                {
                    case MessageTypes.ExecuteRequest:
                        cells.Enqueue(message);
                        break;
                    case MessageTypes.CompleteRequest or MessageTypes.InspectRequest or MessageTypes.IsCompleteRequest:
                        language.Enqueue(message);
                        break;
                    default:
                        Answer(message, iopub, () => AnswerShell(message, iopub, replies));
                        break;
                }
            }
            catch (JupyterProtocolException malformed)
            {
                _log.Dropped("shell", malformed);
            }
        }
    }

    private async Task ControlLoopAsync(RouterSocket control, IopubWriter iopub, ReplyWriter replies, CellExecutor cells, CancellationToken stop)
    {
        while (true)
        {
            var frames = await control.ReceiveAsync(stop);
            try
            {
                var message = _codec.Decode(frames);
                Answer(message, iopub, () => AnswerControl(message, iopub, replies, cells));
            }
            catch (JupyterProtocolException malformed)
            {
                _log.Dropped("control", malformed);
            }
        }
    }

    private static void Answer(JupyterMessage message, IopubWriter iopub, Action answer)
    {
        iopub.Status(ExecutionState.Busy, message);
        try
        {
            answer();
        }
        finally
        {
            iopub.Status(ExecutionState.Idle, message);
        }
    }

    private void AnswerShell(JupyterMessage message, IopubWriter iopub, ReplyWriter replies)
    {
        switch (message.Type)
        {
            case MessageTypes.KernelInfoRequest:
                replies.Shell(MessageTypes.KernelInfoReply, KernelIdentity.Reply, JupyterJson.Default.KernelInfoReply, message);
                break;
            case MessageTypes.HistoryRequest:
                var found = _history.Find(message.Content(JupyterJson.Default.HistoryRequest));
                replies.Shell(MessageTypes.HistoryReply, new HistoryReply("ok", found), JupyterJson.Default.HistoryReply, message);
                break;
            case MessageTypes.CommInfoRequest:
                replies.Shell(MessageTypes.CommInfoReply, new CommInfoReply("ok", new Dictionary<string, CommTarget>()), JupyterJson.Default.CommInfoReply, message);
                break;
            case MessageTypes.CommOpen:
                // No comm target exists yet; the front end learns it at once instead of waiting for ever.
                var opened = message.Content(JupyterJson.Default.CommOpen);
                iopub.Send(MessageTypes.CommClose, new CommClose(opened.CommId, new Dictionary<string, string>()), JupyterJson.Default.CommClose, message);
                break;
            case MessageTypes.CommMessage or MessageTypes.CommClose:
                break;
            default:
                _log.Write($"no answer to the message type `{message.Type}` on shell");
                break;
        }
    }

    private void AnswerControl(JupyterMessage message, IopubWriter iopub, ReplyWriter replies, CellExecutor cells)
    {
        switch (message.Type)
        {
            case MessageTypes.KernelInfoRequest:
                replies.Control(MessageTypes.KernelInfoReply, KernelIdentity.Reply, JupyterJson.Default.KernelInfoReply, message);
                break;
            case MessageTypes.InterruptRequest:
                cells.Interrupt();
                replies.Control(MessageTypes.InterruptReply, new StatusReply("ok"), JupyterJson.Default.StatusReply, message);
                break;
            case MessageTypes.ShutdownRequest:
                var reply = new ShutdownReply("ok", message.Content(JupyterJson.Default.ShutdownRequest).Restart);
                cells.Interrupt();
                replies.Control(MessageTypes.ShutdownReply, reply, JupyterJson.Default.ShutdownReply, message);
                iopub.Send(MessageTypes.ShutdownReply, reply, JupyterJson.Default.ShutdownReply, message);
                _shutdown.TrySetResult();
                break;
            default:
                _log.Write($"no answer to the message type `{message.Type}` on control");
                break;
        }
    }
}
