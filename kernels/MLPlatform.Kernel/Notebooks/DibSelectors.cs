using System.Text.Json;
using System.Text.Json.Nodes;
using MLPlatform.Kernel.Cells;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>Which lines start a section of a <c>.dib</c>: the selectors every kernel knows, and those its <c>kernelInfo</c> lists.</summary>
/// <param name="Default">The language of text in front of the first selector.</param>
internal sealed record DibSelectors(string Default, IReadOnlyDictionary<string, string> ByName)
{
    /// <summary>Kernels of .NET Interactive beside the languages this one has, and the name raw cells go by.</summary>
    private static readonly string[] Others = ["http", "kql", "raw", "value", "vscode"];

    /// <summary>From a file's metadata.</summary>
    public static DibSelectors Of(JsonObject meta)
    {
        var names = CellLanguages.ByName.ToDictionary(StringComparer.Ordinal);
        foreach (var other in Others)
            names[other] = other;
        var info = meta["kernelInfo"] as JsonObject;
        foreach (var item in info?["items"] as JsonArray ?? [])
        {
            if (item is not JsonObject kernel || Text(kernel["name"]) is not { Length: > 0 } name)
                continue;
            names[name] = name;
            foreach (var alias in kernel["aliases"] as JsonArray ?? [])
                if (Text(alias) is { Length: > 0 } other)
                    names[other] = name;
        }

        return new DibSelectors(Text(info?["defaultKernelName"]) ?? CellLanguages.CSharp, names);
    }

    /// <returns>Null when the line is text: also for a selector with arguments, which belongs to its cell.</returns>
    public string? NameOf(string line) => line.StartsWith("#!", StringComparison.Ordinal) ? ByName.GetValueOrDefault(line[2..].TrimEnd()) : null;

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? (string?)node : null;
}
