using System.Text.Json.Serialization;

namespace MLPlatform.Cli.Kernel.History;

/// <summary>One line of a kernel's history file: an input when its cell starts, or the text of its result when it ends.</summary>
/// <param name="Schema">1.</param>
/// <param name="Line">The execution count.</param>
internal sealed record HistoryLine(int Schema, int Line, string? Input, string? Output)
{
    public const int CurrentSchema = 1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HistoryLine))]
internal sealed partial class HistoryJson : JsonSerializerContext;
