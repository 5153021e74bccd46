using System.Text.Json.Nodes;

namespace EndToEndTests.Running;

/// <summary>A notebook file after a run: what its cells show.</summary>
internal sealed class ExecutedNotebook
{
    private ExecutedNotebook(JsonArray cells) => Code = [.. cells.Where(cell => (string)cell!["cell_type"]! == "code").Select(cell => new CodeCell(cell!))];

    public IReadOnlyList<CodeCell> Code { get; }

    public static ExecutedNotebook Read(string path) => new(JsonNode.Parse(File.ReadAllText(path))!["cells"]!.AsArray());

    /// <summary>The one cell whose source holds the text.</summary>
    public CodeCell With(string text) => Assert.Single(Code, cell => cell.Source.Contains(text, StringComparison.Ordinal));

    public void AssertGreen()
    {
        Assert.NotEmpty(Code);
        Assert.All(Code, cell =>
        {
            Assert.Null(cell.Error);
            Assert.NotNull(cell.Count);
        });
    }
}

internal sealed class CodeCell(JsonNode cell)
{
    public string Source { get; } = Text(cell["source"]);

    public int? Count { get; } = (int?)cell["execution_count"];

    public string? Error { get; } = cell["outputs"]!.AsArray()
        .Where(output => (string)output!["output_type"]! == "error")
        .Select(output => $"{output!["ename"]}: {output["evalue"]}")
        .FirstOrDefault();

    /// <summary>Everything the cell shows as text, in order.</summary>
    public string Plain { get; } = string.Join('\n', cell["outputs"]!.AsArray().Select(output => Text(output!["text"] ?? output["data"]?["text/plain"])));

    public string Html { get; } = string.Join('\n', cell["outputs"]!.AsArray().Select(output => Text(output!["data"]?["text/html"])));

    public bool Shows(string mimeType) => cell["outputs"]!.AsArray().Any(output => output!["data"]?[mimeType] is not null);

    private static string Text(JsonNode? text) => text switch
    {
        null => "",
        JsonArray lines => string.Concat(lines.Select(line => (string)line!)),
        _ => text.ToString(),
    };
}
