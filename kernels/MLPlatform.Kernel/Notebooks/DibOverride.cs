using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>What a notebook's cell had beyond the text and kernel of its sections.</summary>
/// <param name="Sections">How many sections the cell's text became; more than one when it switches languages.</param>
/// <param name="Source">The cell's exact text, where the sections do not give it.</param>
/// <param name="Kernel">Of the first section when it was written: another one since means that the language was changed by hand.</param>
internal sealed record DibOverride(int Sections, string? Source, string Kernel, JsonObject Rest)
{
    private static readonly string[] Own = ["at", "hash", "kernel", "sections", "source"];

    private static readonly string[] Rebuilt = ["id", "outputs", "execution_count", "source"];

    /// <param name="plain">The cell that the first section gives by itself.</param>
    /// <returns>Null when the cell is that one.</returns>
    public static JsonObject? Of(JsonObject cell, JsonObject plain, IReadOnlyList<DibSection> parts, int at)
    {
        var differs = new JsonObject();
        foreach (var (key, value) in cell)
            if (!Rebuilt.Contains(key) && !JsonNode.DeepEquals(value, plain[key]))
                differs[key] = value?.DeepClone();
        var source = NotebookCell.Join(cell["source"]);
        if (parts.Count > 1 || source != parts[0].Text)
            (differs["sections"], differs["source"]) = (parts.Count, source);
        if (differs.Count == 0)
            return null;
        (differs["at"], differs["hash"], differs["kernel"]) = (at, Hash(parts[0]), parts[0].Kernel);
        return differs;
    }

    public static DibOverride Parse(JsonObject json) => new(
        json["sections"]?.GetValueKind() == JsonValueKind.Number ? (int)json["sections"]! : 1,
        json["source"]?.GetValueKind() == JsonValueKind.String ? (string?)json["source"] : null,
        json["kernel"]?.GetValueKind() == JsonValueKind.String ? (string)json["kernel"]! : "",
        new JsonObject(json.Where(pair => !Own.Contains(pair.Key)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))));

    public static string Hash(DibSection section) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(section.Text)))[..12];

    public void Apply(JsonObject cell, DibSection section)
    {
        foreach (var (key, value) in Rest)
            cell[key] = value?.DeepClone();
        if ((string?)cell["cell_type"] != "code")
        {
            cell.Remove("execution_count");
            cell.Remove("outputs");
        }
        else
        {
            cell.TryAdd("execution_count", null);
            cell.TryAdd("outputs", new JsonArray());
        }

        if (section.Kernel != Kernel && cell["metadata"] is JsonObject metadata && (string?)cell["cell_type"] == "code")
            foreach (var (key, value) in DibNotebook.CellMetadata(section.Kernel))
                metadata[key] = value?.DeepClone();
    }
}
