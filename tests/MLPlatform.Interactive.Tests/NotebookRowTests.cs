using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MLPlatform.Kernel.Notebooks;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Interactive.Tests;

/// <summary>
/// One small notebook for each thing existing notebooks rely on, run headless. A file holds its cells, then what they show. MLPLATFORM_APPROVE=1 writes
/// the second half anew.
/// </summary>
public sealed partial class NotebookRowTests
{
    private const string BetweenCells = "\n-----\n";
    private const string BeforeOutputs = "\n=====\n";

    public static TheoryData<string> Rows => [.. Directory.EnumerateFiles(Path.Combine(Folder(), "Notebooks"), "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Notebook_shows(string row)
    {
        var path = Path.Combine(Folder(), "Notebooks", row + ".txt");
        var parts = (await File.ReadAllTextAsync(path)).Split(BeforeOutputs, 2);
        var actual = await RunAsync(parts[0].Split(BetweenCells));
        if (Environment.GetEnvironmentVariable("MLPLATFORM_APPROVE") == "1")
            await File.WriteAllTextAsync(path, parts[0] + BeforeOutputs + actual);
        else
            Assert.Equal(parts[1], actual);
    }

    private static async Task<string> RunAsync(string[] cells)
    {
        await using var session = new NotebookSession(new SessionOptions(new TestGlobals(), [typeof(TestGlobals).Assembly], [], [], TimeProvider.System) { OnDemand = [OnDemandAssembly.NotebookApi(AppContext.BaseDirectory)] });
        var shown = new List<string>();
        var record = new CellRecord();
        var written = 0;
        var options = new NotebookRunOptions
        {
            KeepGoing = true,
            Mirror = record,
            Progress = progress =>
            {
                if (progress.Result is not { } result)
                    return;
                var all = record.ToString();
                var own = all[Math.Min(written, all.Length)..].Trim('\n');
                written = all.Length;
                var error = result.Error is { } failed ? $"\nerror {failed.Name}: {failed.Message}\n{string.Join('\n', failed.Traceback)}" : "";
                shown.Add($"[{progress.Number}] {own}{error}".TrimEnd());
            },
        };
        await new NotebookRunner(session, options).RunAsync(NotebookOf(cells));
        return Stable(string.Join("\n", shown)).ReplaceLineEndings("\n") + "\n";
    }

    private static NotebookFile NotebookOf(string[] cells) => NotebookFile.Parse(new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select((cell, index) => (JsonNode)new JsonObject { ["cell_type"] = "code", ["id"] = "c" + index, ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["execution_count"] = null, ["source"] = cell })]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString());

    // Colours, times and the folder of the run are not what a row is about.
    private static string Stable(string text) => Clock().Replace(Colour().Replace(text, ""), "Wall time: …").Replace(Environment.CurrentDirectory, "…", StringComparison.Ordinal);

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    [GeneratedRegex(@"\x1b\[\d*m")]
    private static partial Regex Colour();

    [GeneratedRegex(@"Wall time: [\d.]+ms")]
    private static partial Regex Clock();
}
