using MLPlatform.Contracts.Errors;
using MLPlatform.Jupyter.Clients;
using MLPlatform.Jupyter.Messages;
using MLPlatform.Kernel.Languages;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Connections;

/// <summary>Cells run by another Jupyter kernel, here or behind a server; its outputs are shown as this notebook's own.</summary>
internal sealed class JupyterLanguage(string name, KernelClient client) : IValueLanguage
{
    private readonly PythonValues _python = new(client);

    public string Name => name;

    public string Description => $"{client.Info?.LanguageInfo?.Name ?? "code"} on the connected kernel {name}";

    private bool IsPython => string.Equals(client.Info?.LanguageInfo?.Name, "python", StringComparison.OrdinalIgnoreCase);

    public async Task RunAsync(LanguageCall call, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(call.Code))
            return;
        var reply = await ExecuteAsync(call.Code, message => RelayAsync(message, call, cancel), cancel);
        if (reply.Status == "ok")
            return;
        throw new CellFailedException(new CellError(reply.Ename ?? "Error", reply.Evalue ?? "", reply.Traceback is { Count: > 0 } lines ? lines : [$"{reply.Ename}: {reply.Evalue}"]));
    }

    public Task<object?> GetAsync(string variable, CancellationToken cancel) => IsPython ? GuardAsync(() => _python.GetAsync(name, variable, cancel)) : throw NoValues();

    public Task SetAsync(string variable, object? value, CancellationToken cancel) => IsPython
        ? GuardAsync(async () =>
        {
            await _python.SetAsync(name, variable, value, cancel);
            return true;
        })
        : throw NoValues();

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private Task<KernelReply> ExecuteAsync(string code, Func<JupyterMessage, Task> onMessage, CancellationToken cancel) =>
        GuardAsync(() => client.ExecuteAsync(new ExecuteRequest { Code = code, AllowStdin = true }, onMessage, cancel));

    private async Task<T> GuardAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (KernelGoneException gone)
        {
            throw new PlatformException(LanguageErrors.KernelDied, $"The kernel `{name}` is gone. {gone.Message}", "Run its `#!connect` again; its variables are lost.", gone);
        }
    }

    private async Task RelayAsync(JupyterMessage message, LanguageCall call, CancellationToken cancel)
    {
        var output = call.Output;
        switch (message.Type)
        {
            case MessageTypes.Stream:
                var stream = message.Content(JupyterJson.Default.StreamOutput);
                output.Write(stream.Text, error: stream.Name == "stderr");
                break;
            case MessageTypes.DisplayData:
                var shown = message.Content(JupyterJson.Default.DisplayData);
                output.Show(Bundle(shown.Data), shown.Transient?.DisplayId);
                break;
            case MessageTypes.UpdateDisplayData:
                var update = message.Content(JupyterJson.Default.DisplayData);
                if (update.Transient?.DisplayId is { } id)
                    output.Update(id, Bundle(update.Data));
                break;
            case MessageTypes.ExecuteResult:
                var result = Bundle(message.Content(JupyterJson.Default.ExecuteResult).Data);
                if (call.IsLast)
                    output.Result(result);
                else
                    output.Show(result);
                break;
            case MessageTypes.ClearOutput:
                output.Clear(message.Content(JupyterJson.Default.ClearOutput).Wait);
                break;
            case MessageTypes.InputRequest:
                var asked = message.Content(JupyterJson.Default.InputRequest);
                await client.AnswerAsync(message, await output.AskAsync(asked.Prompt, asked.Password, cancel), cancel);
                break;
        }
    }

    private static MimeBundle Bundle(MimeData data) => data.Content.ContainsKey(MimeBundle.Plain)
        ? new MimeBundle(data.Content)
        : new MimeBundle(new Dictionary<string, string>(data.Content) { [MimeBundle.Plain] = "" });

    private PlatformException NoValues() => new(
        LanguageErrors.ValueNotShared,
        $"Values cross to Python; `{name}` speaks {client.Info?.LanguageInfo?.Name ?? "another language"}.",
        "Exchange a file, such as CSV or Parquet.");
}
