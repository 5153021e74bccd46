using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Notebooks;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!import FILE</c>: the cells of a notebook or the text of a source file, run as part of this cell.</summary>
internal sealed class ImportMagic(string? folder) : IMagic
{
    private static readonly Dictionary<string, string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        [".cs"] = CellLanguages.CSharp,
        [".csx"] = CellLanguages.CSharp,
        [".sql"] = CellLanguages.Sql,
        [".html"] = CellLanguages.Html,
        [".js"] = CellLanguages.JavaScript,
        [".md"] = CellLanguages.Markdown,
    };

    public string Name => "import";

    public string Description => "runs a notebook or a source file as part of this cell: FILE.ipynb, .dib, .cs, .csx, .sql, .html, .js or .md";

    public string Usage => "--file FILE   or the file alone; relative to the notebook's folder";

    public bool TakesBody(string arguments) => false;

    public async Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var words = MagicWords.Parse(Name, call.Arguments, ["--file"]).AtMost(1, Name);
        var file = words.Option("--file") ?? words.First
            ?? throw new PlatformException(CommandErrors.MissingArgument, "`#!import` lacks the file.", "Write `#!import FILE`.");
        foreach (var cell in await CellsAsync(file, cancel))
        {
            var result = await call.Session.SubmitAsync(cell, call.Output, cancel);
            if (result is { Status: not CellStatus.Ok, Error: { } error })
                throw new PlatformException(CellErrors.NotebookFailed, $"A cell of `{file}` failed: {error.Message}", $"It begins with `{FirstLine(cell.Code)}`.");
        }
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => new(position, position, []);

    private async Task<IReadOnlyList<CellRequest>> CellsAsync(string file, CancellationToken cancel)
    {
        var path = Path.GetFullPath(file, folder ?? Environment.CurrentDirectory);
        var extension = Path.GetExtension(path);
        if (extension.ToLowerInvariant() is ".ipynb" or ".dib")
        {
            var notebook = await NotebookFile.ReadAsync(path, cancel);
            return [.. notebook.Cells.Where(cell => !string.IsNullOrWhiteSpace(cell.Source)).Select(cell => new CellRequest(cell.Source, cell.IsCode ? cell.Kernel ?? notebook.DefaultKernel : CellLanguages.Markdown))];
        }

        if (!Languages.TryGetValue(extension, out var language))
            throw new PlatformException(CommandErrors.BadValue, $"`#!import` does not read `{extension}` files.", $"It reads .ipynb, .dib, {string.Join(", ", Languages.Keys)}.");
        try
        {
            return [new CellRequest(await File.ReadAllTextAsync(path, cancel), language)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(DataErrors.FileUnreadable, $"`{file}` cannot be read.", error is FileNotFoundException or DirectoryNotFoundException ? "There is no such file." : error.Message, error);
        }
    }

    private static string FirstLine(string code) => code.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";
}
