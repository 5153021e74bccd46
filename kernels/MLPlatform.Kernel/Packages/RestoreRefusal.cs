using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;

namespace MLPlatform.Kernel.Packages;

/// <summary>A failed restore as a refusal that says what to do.</summary>
internal static partial class RestoreRefusal
{
    private const int MostOutputLines = 12;

    // Ids people type; the nearest of these and of what the machine has unpacked is offered for a misspelt one.
    private static readonly string[] Known =
    [
        "Azure.Identity", "Bogus", "CsvHelper", "Dapper", "Deedle", "DuckDB.NET.Data", "FSharp.Core", "FSharp.Data", "HtmlAgilityPack", "Humanizer", "Markdig", "MathNet.Numerics", "MessagePack",
        "Microsoft.Data.Analysis", "Microsoft.Data.SqlClient", "Microsoft.Data.Sqlite", "Microsoft.EntityFrameworkCore", "Microsoft.ML", "Microsoft.SemanticKernel", "MySqlConnector",
        "Newtonsoft.Json", "NodaTime", "Npgsql", "Parquet.Net", "Plotly.NET", "Polly", "RestSharp", "ScottPlot", "Serilog", "SixLabors.ImageSharp", "SkiaSharp", "Spectre.Console",
        "System.CommandLine", "System.Numerics.Tensors", "TorchSharp", "XPlot.Plotly", "YamlDotNet",
    ];

    public static bool IsNetwork(IEnumerable<RestoreMessage> messages) => messages.Any(message => message is { IsError: true, Code: "NU1301" or "NU1300" or "NU1302" or "NU1303" });

    /// <param name="output">What the SDK printed, for failures NuGet wrote no message about.</param>
    public static PlatformException Of(PackageSet set, IReadOnlyList<RestoreMessage> messages, string output)
    {
        var error = messages.FirstOrDefault(message => message.IsError);
        var id = error?.Package ?? "";
        return error?.Code switch
        {
            "NU1101" => new PlatformException(PackageErrors.NotFound, $"There is no package `{id}` in {SourcesOf(error.Text)}.", NearestTo(id) is { } near ? $"Did you mean `{near}`?" : "Check the id; `#i \"nuget: SOURCE\"` adds a source."),
            "NU1102" or "NU1103" => new PlatformException(PackageErrors.VersionNotFound, $"`{id}` has no version {set.Asked.GetValueOrDefault(id) ?? set.Loaded.GetValueOrDefault(id)}: {Lines(error.Text)}", NearestVersion(error.Text) is { } version ? $"Write `#r \"nuget: {id}, {version}\"`." : "Ask for a version that the sources have."),
            "NU1202" or "NU1213" => new PlatformException(PackageErrors.Incompatible, Lines(error.Text), "Ask for another version of it, or another package."),
            "NU1107" or "NU1106" or "NU1605" or "NU1608" or "NU1109" => Conflict(set, error),
            "NU1301" or "NU1300" or "NU1302" or "NU1303" => new PlatformException(PackageErrors.SourceUnreachable, Lines(error.Text), "Check the network, the address and the credentials in nuget.config; a set that was restored before needs none of them."),
            _ => new PlatformException(PackageErrors.RestoreFailed, error is null ? string.Join('\n', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MostOutputLines)) : $"{error.Code}: {error.Text}", null),
        };
    }

    private static PlatformException Conflict(PackageSet set, RestoreMessage error)
    {
        var loaded = set.Loaded.Keys.FirstOrDefault(id => error.Text.Contains(id, StringComparison.OrdinalIgnoreCase));
        return new PlatformException(
            PackageErrors.Conflict,
            Lines(error.Text),
            loaded is null
                ? "Ask for versions that fit together, or leave one version out so that NuGet chooses it."
                : $"`{loaded}` {set.Loaded[loaded]} is loaded in this notebook and cannot be exchanged. Restart the kernel and put all `#r` lines into one cell, so that NuGet chooses once.");
    }

    private static string? NearestTo(string id)
    {
        var unpacked = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var here = Directory.Exists(unpacked) ? Directory.EnumerateDirectories(unpacked).Select(folder => Path.GetFileName(folder)) : [];
        return Nearest.To(id, Known) ?? Nearest.To(id, here);
    }

    // "Unable to find package X. No packages exist with this id in source(s): a, b"
    private static string SourcesOf(string text) => text.LastIndexOf("source(s):", StringComparison.Ordinal) is var at and >= 0 ? text[(at + "source(s):".Length)..].Trim().TrimEnd('.') : "any source";

    private static string Lines(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string? NearestVersion(string text) => Version().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"[Nn]earest version: (\S+?)[\s\]]")]
    private static partial Regex Version();
}
