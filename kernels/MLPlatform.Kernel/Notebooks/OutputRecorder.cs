using System.Text.Json.Nodes;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>Turns what a cell produces into the outputs a notebook file keeps, as a Jupyter client would: streams merged, updates applied wherever their id was shown.</summary>
internal sealed class OutputRecorder(NotebookOutputs notebook, ICellOutput? mirror) : ICellOutput
{
    private readonly JsonArray _outputs = [];
    private readonly List<string> _text = [];
    private string? _stream;
    private bool _clear;

    public int ExecutionCount { get; set; }

    public void Show(MimeBundle bundle, string? displayId = null)
    {
        lock (notebook.Gate)
        {
            var complete = notebook.Assets.Complete(bundle, displayId, out var before);
            if (before is not null)
                Add(NotebookOutputs.Display(before));
            var output = NotebookOutputs.Display(complete);
            Add(output);
            if (displayId is not null)
                notebook.Remember(displayId, output);
            mirror?.Show(bundle, displayId);
        }
    }

    public void Update(string displayId, MimeBundle bundle)
    {
        lock (notebook.Gate)
        {
            notebook.Update(displayId, notebook.Assets.Complete(bundle, displayId, out _));
            mirror?.Update(displayId, bundle);
        }
    }

    public void Write(string text, bool error = false)
    {
        if (text.Length == 0)
            return;
        lock (notebook.Gate)
        {
            var name = error ? "stderr" : "stdout";
            if (_stream != name || _clear)
            {
                EndStream();
                ClearIfAsked();
                _stream = name;
            }

            _text.Add(text);
            mirror?.Write(text, error);
        }
    }

    public void Result(MimeBundle bundle)
    {
        lock (notebook.Gate)
        {
            var complete = notebook.Assets.Complete(bundle, null, out var before);
            if (before is not null)
                Add(NotebookOutputs.Display(before));
            Add(NotebookOutputs.Result(complete, ExecutionCount));
            mirror?.Result(bundle);
        }
    }

    public void Clear(bool wait)
    {
        lock (notebook.Gate)
        {
            _clear = true;
            if (!wait)
                ClearIfAsked();
            mirror?.Clear(wait);
        }
    }

    public Task<string> AskAsync(string prompt, bool password, CancellationToken cancel) => throw new PlatformException(
        CellErrors.NoInput,
        $"The cell asks `{(prompt.Length == 0 ? "for a line of input" : prompt)}`, and no one can answer in a headless run.",
        "Give the value as a parameter: `-p name=value`.");

    public void Error(CellError error)
    {
        lock (notebook.Gate)
            Add(NotebookOutputs.Error(error));
    }

    /// <summary>The live array: updates by display id reach it from later cells.</summary>
    public JsonArray Take()
    {
        lock (notebook.Gate)
        {
            EndStream();
            return _outputs;
        }
    }

    private void Add(JsonObject output)
    {
        EndStream();
        ClearIfAsked();
        _outputs.Add((JsonNode)output);
    }

    private void ClearIfAsked()
    {
        if (!_clear)
            return;
        _clear = false;
        _outputs.Clear();
        _text.Clear();
        _stream = null;
    }

    private void EndStream()
    {
        if (_text.Count > 0)
            _outputs.Add((JsonNode)NotebookOutputs.Stream(_stream!, string.Concat(_text)));
        _text.Clear();
        _stream = null;
    }
}
