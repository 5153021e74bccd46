using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>One cell of a notebook file.</summary>
public sealed class NotebookCell
{
    internal NotebookCell(JsonObject json) => Json = json;

    public bool IsCode => Text(Json["cell_type"]) == "code";

    public string Source => Join(Json["source"]);

    /// <summary>Language from the cell's metadata, newer spelling first; null for the notebook's own.</summary>
    public string? Kernel => Text(Json["metadata"]?["polyglot_notebook"]?["kernelName"]) ?? Text(Json["metadata"]?["dotnet_interactive"]?["language"]);

    public IReadOnlyList<string> Tags => Json["metadata"]?["tags"] is JsonArray tags ? [.. tags.Select(tag => Text(tag) ?? "")] : [];

    /// <summary>Outputs as nbformat has them.</summary>
    public JsonArray Outputs => Json["outputs"] as JsonArray ?? [];

    internal JsonObject Json { get; }

    internal void SetOutputs(JsonArray outputs, int? executionCount)
    {
        Json["outputs"] = outputs;
        Json["execution_count"] = executionCount;
    }

    internal void SetSource(string source) => Json["source"] = source;

    internal static string Join(JsonNode? text) => text switch
    {
        JsonArray lines => string.Concat(lines.Select(Text)),
        _ => Text(text) ?? "",
    };

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? (string?)node : null;
}
