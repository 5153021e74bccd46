using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MLPlatform.Cli.Kernel.Install;

/// <summary>Jupyter's <c>kernel.json</c>.</summary>
internal sealed record KernelSpec(
    IReadOnlyList<string> Argv, string DisplayName, string Language, string InterruptMode, IReadOnlyDictionary<string, string> Env, IReadOnlyDictionary<string, bool> Metadata)
{
    public const string FileName = "kernel.json";

    /// <summary>The kernel that this very build is.</summary>
    public static KernelSpec OfThisProgram() => new(
        [.. Program(), "kernel", "run", "--connection-file", "{connection_file}"],
        "C# (MLPlatform)", KernelIdentity.Language, "message", new Dictionary<string, string>(), new Dictionary<string, bool> { ["debugger"] = false });

    /// <summary>The same kernel with another language for cells that name none.</summary>
    /// <param name="language">As Jupyter's <c>language</c>, such as <c>F#</c>.</param>
    /// <param name="selector">As a cell's selector, such as <c>fsharp</c>.</param>
    public KernelSpec For(string language, string selector) => this with
    {
        DisplayName = $"{language} (MLPlatform)",
        Language = language,
        Env = new Dictionary<string, string> { [Notebooks.PlatformNotebook.LanguageVariable] = selector },
    };

    public string ToJson() => JsonSerializer.Serialize(this, KernelSpecJson.Readable) + "\n";

    private static string[] Program()
    {
        var path = Environment.ProcessPath ?? throw new InvalidOperationException("This process does not know its own executable.");
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, Path.Combine(AppContext.BaseDirectory, "mlplatform.dll")] : [path];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KernelSpec))]
internal sealed partial class KernelSpecJson : JsonSerializerContext
{
    /// <summary>A file people read and edit: <c>#</c> and <c>+</c> stay as they are.</summary>
    public static JsonTypeInfo<KernelSpec> Readable { get; } =
        new KernelSpecJson(new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            WriteIndented = true,
        }).KernelSpec;
}
