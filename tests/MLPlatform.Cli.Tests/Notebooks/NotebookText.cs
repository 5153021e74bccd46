using System.Text.Json.Nodes;
using MLPlatform.Cli.Tests.Running;

namespace MLPlatform.Cli.Tests.Notebooks;

/// <summary>Notebook files made of sources, and what is in them after a run.</summary>
internal static class NotebookText
{
    public static string Write(TestHome home, string name, params string[] cells) => home.Write(name, new JsonObject
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
        ["metadata"] = new JsonObject(),
        ["cells"] = new JsonArray([.. cells.Select((source, index) => new JsonObject
        {
            ["cell_type"] = "code",
            ["id"] = $"cell{index}",
            ["metadata"] = new JsonObject(),
            ["execution_count"] = null,
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        })]),
    }.ToJsonString());

    /// <summary>The outputs of each cell as text; errors as <c>name: message</c>.</summary>
    public static IReadOnlyDictionary<string, string> Shown(string path) => JsonNode.Parse(File.ReadAllText(path))!["cells"]!.AsArray()
        .ToDictionary(cell => Text(cell!["source"]), cell => string.Join('\n', cell!["outputs"]!.AsArray().Select(Shown)));

    private static string Shown(JsonNode? output) => (string)output!["output_type"]! == "error"
        ? $"{output["ename"]}: {output["evalue"]}"
        : Text(output["text"] ?? output["data"]?["text/plain"]);

    private static string Text(JsonNode? text) => text switch
    {
        null => "",
        JsonArray lines => string.Concat(lines.Select(line => (string)line!)),
        _ => text.ToString(),
    };
}
