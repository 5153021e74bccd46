using System.Collections.Concurrent;
using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Tests.Session;

/// <summary>Keeps what a cell produced, in order.</summary>
internal sealed class RecordedOutput : ICellOutput
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _errors = new();

    public ConcurrentQueue<(string? Id, MimeBundle Bundle)> Shown { get; } = [];

    public ConcurrentQueue<(string Id, MimeBundle Bundle)> Updates { get; } = [];

    public ConcurrentQueue<MimeBundle> Results { get; } = [];

    public Queue<string> Answers { get; } = [];

    public string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    public string Errors => _errors.ToString();

    public string? Plain => Results.LastOrDefault()?.Data[MimeBundle.Plain];

    public void Show(MimeBundle bundle, string? displayId = null) => Shown.Enqueue((displayId, bundle));

    public void Update(string displayId, MimeBundle bundle) => Updates.Enqueue((displayId, bundle));

    public void Write(string text, bool error = false)
    {
        lock (_text)
            (error ? _errors : _text).Append(text);
    }

    public void Result(MimeBundle bundle) => Results.Enqueue(bundle);

    public void Clear(bool wait) => Shown.Clear();

    public Task<string> AskAsync(string prompt, bool password, CancellationToken cancel) =>
        Answers.TryDequeue(out var answer) ? Task.FromResult(answer) : throw new PlatformException(CellErrors.NoInput, $"`{prompt}` cannot be asked.");
}
