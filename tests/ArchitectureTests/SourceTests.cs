using System.Text.RegularExpressions;

namespace ArchitectureTests;

public sealed partial class SourceTests
{
    private static readonly string[] Product = ["src", "kernels", "magics"];
    private static readonly string[] Everything = [.. Product, "tests"];

    [Fact]
    public void No_file_or_type_has_a_name_that_says_nothing()
    {
        var named = Repository.Sources(Everything).SelectMany(file =>
            Empty().IsMatch(Foreign().Replace(file.Path, "/")) ? [file.Path] : EmptyType().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}"));
        Assert.Empty(named);
    }

    [Fact]
    public void No_file_is_longer_than_600_lines() =>
        Assert.Empty(Repository.Sources(Everything).Where(file => file.Lines.Length > 600).Select(file => $"{file.Path}: {file.Lines.Length}"));

    [Fact]
    public void Nothing_is_left_for_later() =>
        Assert.Empty(Found(Everything, Later(), except: "tests/ArchitectureTests/"));

    [Fact]
    public void Namespaces_follow_folders()
    {
        var astray = Repository.Sources(Everything).Select(file => (file.Path, Declared: Namespace().Match(file.Text)))
            .Where(file => file.Declared.Success && file.Declared.Groups[1].Value != ExpectedNamespace(file.Path))
            .Select(file => $"{file.Path} declares {file.Declared.Groups[1].Value}");
        Assert.Empty(astray);
    }

    [Fact]
    public void No_exception_is_swallowed() =>
        Assert.Empty(Repository.Sources(Product).SelectMany(file => Swallowed().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")));

    [Fact]
    public void Html_is_written_in_plots_alone() =>
        Assert.Empty(Found(Product, Html(), except: "src/MLPlatform.Plots/"));

    [Fact]
    public void No_path_of_one_machine_is_in_the_sources() =>
        Assert.Empty(Found(Everything, OneMachine(), except: "tests/ArchitectureTests/"));

    private static IEnumerable<string> Found(string[] folders, Regex what, string except) => Repository.Sources(folders)
        .Where(file => !file.Path.StartsWith(except, StringComparison.Ordinal))
        .SelectMany(file => file.Lines
            .Select((line, index) => (line, index))
            .Where(line => !line.line.TrimStart().StartsWith("///", StringComparison.Ordinal) && what.IsMatch(line.line))
            .Select(line => $"{file.Path}:{line.index + 1}: {line.line.Trim()}"));

    /// <summary>Project folder and the folders below it, joined by dots; a folder named Microsoft.* holds that namespace, for notebooks that spell it.</summary>
    private static string ExpectedNamespace(string path) => path.Split('/') is [_, "MLPlatform.Interactive", ['M', 'i', 'c', 'r', 'o', 's', 'o', 'f', 't', '.', ..] foreign, _]
        ? foreign
        : string.Join('.', path.Split('/')[1..^1]);

    // Another product's namespaces, which notebooks spell; their names are not ours to choose.
    [GeneratedRegex(@"(?<=MLPlatform\.Interactive)/Microsoft\.[\w.]+/")]
    private static partial Regex Foreign();

    [GeneratedRegex(@"(Helper|Manager|Utils?|Utilit(y|ies)|Misc)s?(/|\.cs$)|Common(/|\.cs$)")]
    private static partial Regex Empty();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum) \w*(Helpers?|Managers?|Utils?|Utilit(y|ies)|Misc)\b")]
    private static partial Regex EmptyType();

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedException")]
    private static partial Regex Later();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"catch(\s*\(\s*(System\.)?Exception(\s+\w+)?\s*\))?\s*\{\s*\}")]
    private static partial Regex Swallowed();

    [GeneratedRegex(@"""[^""]*</?(div|span|table|thead|tbody|tr|td|th|style|script|details|summary|svg|pre|img|html|body)[ >\\/]", RegexOptions.IgnoreCase)]
    private static partial Regex Html();

    [GeneratedRegex(@"""/(work|root)/")]
    private static partial Regex OneMachine();
}
