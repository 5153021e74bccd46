using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>A Jupyter notebook, format 4. It stays the JSON it was read as: what this kernel does not know is written back as it came.</summary>
public sealed class NotebookFile
{
    private const int Minor = 5;

    private static readonly JsonWriterOptions Format = new() { Indented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _root;

    private NotebookFile(JsonObject root)
    {
        _root = root;
        Cells = [.. ((JsonArray)root["cells"]!).Select(cell => new NotebookCell((JsonObject)cell!))];
    }

    public IReadOnlyList<NotebookCell> Cells { get; private set; }

    /// <summary>The notebook's own language, for cells that name none; null for C#.</summary>
    public string? DefaultKernel =>
        Text(Metadata["kernelInfo"]?["defaultKernelName"])
        ?? Text(Metadata["polyglot_notebook"]?["kernelInfo"]?["defaultKernelName"])
        ?? Text(Metadata["polyglot_notebook"]?["defaultKernelName"])
        ?? Text(Metadata["dotnet_interactive"]?["defaultKernelName"])
        ?? Known(Text(Metadata["kernelspec"]?["language"]));

    /// <summary>The notebook's metadata.</summary>
    internal JsonObject Metadata => _root["metadata"] as JsonObject ?? (JsonObject)(_root["metadata"] = new JsonObject());

    /// <summary>A notebook of format 4.5.</summary>
    internal static NotebookFile Create(JsonObject metadata, IEnumerable<JsonObject> cells) => new(new JsonObject
    {
        ["cells"] = new JsonArray([.. cells]),
        ["metadata"] = metadata,
        ["nbformat"] = 4,
        ["nbformat_minor"] = Minor,
    });

    /// <exception cref="PlatformException">The text is no notebook of format 4.</exception>
    public static NotebookFile Parse(string json, string name = "notebook")
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (JsonException error)
        {
            throw new PlatformException(CellErrors.NotebookUnreadable, $"`{name}` is not JSON (line {error.LineNumber + 1}).", "Check that the whole file arrived.", error);
        }

        if (root is not JsonObject notebook || notebook["nbformat"]?.GetValueKind() != JsonValueKind.Number || (int)notebook["nbformat"]! != 4 || notebook["cells"] is not JsonArray cells || cells.Any(cell => cell is not JsonObject))
            throw new PlatformException(CellErrors.NotebookUnreadable, $"`{name}` is not a Jupyter notebook of format 4.", "Convert it with `jupyter nbconvert --to notebook`.");
        return new NotebookFile(notebook);
    }

    /// <param name="path">An <c>.ipynb</c>, or a <c>.dib</c>, which becomes one.</param>
    /// <exception cref="PlatformException">There is no such file, or it is no notebook.</exception>
    public static async Task<NotebookFile> ReadAsync(string path, CancellationToken cancel = default)
    {
        try
        {
            var text = await File.ReadAllTextAsync(path, cancel);
            return IsDib(path) ? DibNotebook.ToNotebook(DibFile.Parse(text, Path.GetFileName(path))) : Parse(text, Path.GetFileName(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(CellErrors.NotebookUnreadable, $"`{path}` cannot be read.", error is FileNotFoundException or DirectoryNotFoundException ? "There is no such file." : error.Message, error);
        }
    }

    /// <summary>Adds a code cell behind <paramref name="after"/>, or in front of all.</summary>
    public NotebookCell Insert(NotebookCell? after, string source, string tag)
    {
        var cell = new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = Contracts.Identity.NewId.Run()[..8],
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) },
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        };
        ((JsonArray)_root["cells"]!).Insert(after is null ? 0 : Cells.ToList().IndexOf(after) + 1, cell);
        Cells = [.. ((JsonArray)_root["cells"]!).Select(one => Cells.FirstOrDefault(known => known.Json == one) ?? new NotebookCell((JsonObject)one!))];
        return Cells.First(one => one.Json == cell);
    }

    /// <summary>Cells of format 4.5 carry ids; older files get them.</summary>
    public void Upgrade()
    {
        if ((int?)_root["nbformat_minor"] >= Minor)
            return;
        _root["nbformat_minor"] = Minor;
        foreach (var cell in Cells.Where(cell => cell.Json["id"] is null))
            cell.Json["id"] = Contracts.Identity.NewId.Run()[..8];
    }

    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Format))
            _root.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <summary>Writes whole or not at all.</summary>
    /// <exception cref="PlatformException">The disk is full or read-only; nothing half-written is left.</exception>
    /// <param name="path">A name that ends in <c>.dib</c> is written as one, without outputs.</param>
    public Task WriteAsync(string path, CancellationToken cancel = default) => WriteTextAsync(path, IsDib(path) ? DibNotebook.FromNotebook(this).Write() : ToJson(), cancel);

    internal static bool IsDib(string path) => Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase);

    internal static async Task WriteTextAsync(string path, string json, CancellationToken cancel)
    {
        var temporary = path + "." + Contracts.Identity.NewId.Run()[..8] + ".tmp";
        try
        {
            await File.WriteAllTextAsync(temporary, json, cancel);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(DataErrors.NotWritten, $"`{path}` could not be written.", error.Message, error);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    internal void SetLanguage(JsonObject language) => Metadata["language_info"] = language;

    private static string? Known(string? language) => language is not null && MLPlatform.Kernel.Cells.CellLanguages.ByName.TryGetValue(language.ToLowerInvariant(), out var name) ? name : null;

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? (string?)node : null;
}
