using System.Diagnostics;

namespace MLPlatform.Jupyter.Clients;

/// <summary>The last lines a child process printed, for the message about its end. Reading them also keeps its pipes from filling up.</summary>
internal sealed class LastWords
{
    private const int MostLines = 12;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    public LastWords(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public override string ToString()
    {
        lock (_gate)
            return _lines.Count == 0 ? "It said nothing." : "Its last words:\n" + string.Join('\n', _lines);
    }

    private void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MostLines)
                _lines.Dequeue();
        }
    }
}
