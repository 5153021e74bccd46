using System.Text.RegularExpressions;
using MLPlatform.Cli.Notebooks;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Kernel.Session;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Output;

namespace MLPlatform.Cli.Tests.Documents;

/// <summary>What the documents tell people to type is what the program takes.</summary>
public sealed partial class SnippetTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Documents => [.. Directory.EnumerateFiles(Root, "*.md")
        .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Root, path))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_in_documents_are_taken_by_the_command_tree(string document)
    {
        var tree = new CommandTree();
        var areas = CommandTree.Build().Select(command => command.Name).ToHashSet(StringComparer.Ordinal);
        var commands = Command().Matches(File.ReadAllText(Path.Combine(Root, document))).Select(match => match.Groups[1].Value.Trim())
            .Where(line => areas.Contains(line.Split(' ')[0]) && !Placeholder().IsMatch(line));
        Assert.All(commands, line =>
        {
            // A span may name a command without its arguments.
            if (line.Split(' ').Length > 2)
                tree.Parse(System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(line).ToArray());
            else
                Assert.Null(CommandTree.Refusal(tree.Root.Parse([.. line.Split(' '), "--help"])));
        });
    }

    /// <summary>The training cell compiles as it stands, after a frame of the name that its notebook pulls.</summary>
    [Fact]
    public async Task CSharp_of_the_readme_compiles_in_a_notebook()
    {
        await using var session = PlatformNotebook.Create(PlatformHome.At(Path.Combine(Path.GetTempPath(), "never-written")));
        var code = Fence().Matches(await File.ReadAllTextAsync(Path.Combine(Root, "README.md"))).Select(match => match.Groups[1].Value).Single(text => text.Contains("Trees.Fit", StringComparison.Ordinal));
        var body = string.Join('\n', code.Split('\n').Where(line => !line.StartsWith("#!", StringComparison.Ordinal)));
        using var terminal = new TerminalDisplay(TextWriter.Null, TextWriter.Null, live: false);
        var result = await session.RunAsync(new CellRequest($"Frame train = null; MLPlatform.Sdk.Runs.ActiveRun run = null; Func<object> cell = () => {{ {body} }};"), new TerminalOutput(terminal), CancellationToken.None);
        Assert.True(result.Status == CellStatus.Ok, string.Join("\n", result.Error?.Traceback ?? []));
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Notebooks.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"(?:^|`)(?:#!|\./)?mlplatform ([^`\n]+)", RegexOptions.Multiline)]
    private static partial Regex Command();

    // AREA, NAME=VALUE, …, [options]: grammar, not something to type.
    [GeneratedRegex(@"…|\[|\b[A-Z]{3,}\b|<")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^```\w*\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
