using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Interactive.Tests;

/// <summary>What a cell produced, as lines that read well in a test: what kind of output, its richest text type, its content.</summary>
internal sealed class CellRecord(params IEnumerable<string> answers) : ICellOutput
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _ids = [];
    private readonly Queue<string> _answers = new(answers);

    public List<MimeBundle> Bundles { get; } = [];

    public void Show(MimeBundle bundle, string? displayId = null) => Add("display", bundle, displayId);

    public void Update(string displayId, MimeBundle bundle) => Add("update", bundle, displayId);

    public void Result(MimeBundle bundle) => Add("result", bundle, null);

    public void Write(string text, bool error = false)
    {
        lock (_gate)
            _lines.Add($"{(error ? "stderr" : "stdout")} {text.TrimEnd('\n')}");
    }

    public void Clear(bool wait)
    {
        lock (_gate)
            _lines.Add("clear");
    }

    public Task<string> AskAsync(string prompt, bool password, CancellationToken cancel)
    {
        lock (_gate)
        {
            _lines.Add($"{(password ? "ask password" : "ask")} {prompt}");
            return Task.FromResult(_answers.Dequeue());
        }
    }

    public override string ToString()
    {
        lock (_gate)
            return string.Join("\n", _lines);
    }

    private void Add(string kind, MimeBundle bundle, string? displayId)
    {
        lock (_gate)
        {
            Bundles.Add(bundle);
            var id = "";
            if (displayId is not null)
            {
                if (!_ids.Contains(displayId))
                    _ids.Add(displayId);
                id = kind == "update" || _ids.IndexOf(displayId) > 0 ? $" #{_ids.IndexOf(displayId) + 1}" : "";
            }

            var mime = bundle.Data.ContainsKey(MimeBundle.Html) ? MimeBundle.Html : bundle.Data.Keys.FirstOrDefault(key => key != MimeBundle.Plain) ?? MimeBundle.Plain;
            _lines.Add($"{kind}{id} {mime}: {bundle.Data[mime]}");
        }
    }
}
