using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Kernel.Notebooks;

/// <param name="Kernel">The selector's canonical name.</param>
/// <param name="Text">Without blank lines at its start and end; lines end in <c>\n</c>.</param>
internal sealed record DibSection(string Kernel, string Text);

/// <summary>A <c>.dib</c> file: a JSON object behind <c>#!meta</c>, then sections that each start with a line <c>#!kernel</c>.</summary>
internal sealed record DibFile(JsonObject Meta, IReadOnlyList<DibSection> Sections)
{
    private const string MetaLine = "#!meta";

    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="PlatformException">What stands behind <c>#!meta</c> is no JSON object.</exception>
    public static DibFile Parse(string text, string name = "notebook")
    {
        var lines = text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        var first = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        var meta = new JsonObject();
        if (first >= 0 && lines[first].TrimEnd() == MetaLine)
        {
            var end = Array.FindIndex(lines, first + 1, line => line.StartsWith("#!", StringComparison.Ordinal));
            end = end < 0 ? lines.Length : end;
            meta = ParseMeta(string.Join('\n', lines[(first + 1)..end]), name);
            lines = lines[end..];
        }

        var selectors = DibSelectors.Of(meta);
        return new DibFile(meta, Split(lines, selectors.Default, selectors));
    }

    /// <summary>The sections a text becomes when it stands in a file: an empty one in front of the first selector does not count.</summary>
    public static IReadOnlyList<DibSection> Split(IEnumerable<string> lines, string kernel, DibSelectors selectors)
    {
        var sections = new List<DibSection>();
        var open = new List<string>();
        var selected = false;
        foreach (var line in lines)
        {
            if (selectors.NameOf(line) is { } next)
            {
                Close();
                (kernel, selected) = (next, true);
            }
            else
            {
                open.Add(line);
            }
        }

        Close();
        return sections;

        void Close()
        {
            while (open.Count > 0 && string.IsNullOrWhiteSpace(open[^1]))
                open.RemoveAt(open.Count - 1);
            var text = string.Join('\n', open.SkipWhile(string.IsNullOrWhiteSpace));
            if (selected || text.Length > 0)
                sections.Add(new DibSection(kernel, text));
            open.Clear();
        }
    }

    /// <summary>As the format's own tools write it: UTF-8 without a mark, a blank line around each text.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        if (Meta.Count > 0)
            text.Append(MetaLine).Append("\n\n").Append(ToJson(Meta)).Append("\n\n");
        foreach (var section in Sections)
        {
            text.Append("#!").Append(section.Kernel).Append("\n\n");
            if (section.Text.Length > 0)
                text.Append(section.Text).Append("\n\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string ToJson(JsonObject meta)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Format))
            meta.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static JsonObject ParseMeta(string json, string name)
    {
        try
        {
            return string.IsNullOrWhiteSpace(json) ? [] : JsonNode.Parse(json) as JsonObject ?? throw new JsonException("It is no object.");
        }
        catch (JsonException error)
        {
            throw new PlatformException(CellErrors.NotebookUnreadable, $"What `{name}` says behind `#!meta` is not JSON: {error.Message}", "Mend it, or take it out.", error);
        }
    }
}
