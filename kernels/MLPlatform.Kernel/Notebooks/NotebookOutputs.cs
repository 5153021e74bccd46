using System.Globalization;
using System.Text.Json.Nodes;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>Outputs of one run in nbformat's shape, and which of them can still be updated. Text is a list of lines, as nbformat writes it.</summary>
internal sealed class NotebookOutputs
{
    private readonly Dictionary<string, List<JsonObject>> _byDisplayId = new(StringComparer.Ordinal);

    public Lock Gate { get; } = new();

    public PageAssets Assets { get; } = PageAssets.FromBundledFiles();

    public static JsonObject Display(MimeBundle bundle) => new() { ["data"] = Data(bundle), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };

    public static JsonObject Result(MimeBundle bundle, int executionCount) => new()
    {
        ["data"] = Data(bundle),
        ["execution_count"] = executionCount,
        ["metadata"] = new JsonObject(),
        ["output_type"] = "execute_result",
    };

    public static JsonObject Stream(string name, string text) => new() { ["name"] = name, ["output_type"] = "stream", ["text"] = Lines(text) };

    public static JsonObject Error(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
    };

    public void Remember(string displayId, JsonObject output)
    {
        if (!_byDisplayId.TryGetValue(displayId, out var outputs))
            _byDisplayId.Add(displayId, outputs = []);
        outputs.Add(output);
    }

    public void Update(string displayId, MimeBundle bundle)
    {
        foreach (var output in _byDisplayId.GetValueOrDefault(displayId) ?? [])
            output["data"] = Data(bundle);
    }

    private static JsonObject Data(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach (var (mime, content) in bundle.Data.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            data[mime] = mime == "application/json" || mime.EndsWith("+json", true, CultureInfo.InvariantCulture) ? JsonNode.Parse(content) : Lines(content);
        return data;
    }

    internal static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var at = 0; at < text.Length;)
        {
            var newline = text.IndexOf('\n', at);
            var next = newline < 0 ? text.Length : newline + 1;
            lines.Add((JsonNode)text[at..next]);
            at = next;
        }

        return lines;
    }
}
