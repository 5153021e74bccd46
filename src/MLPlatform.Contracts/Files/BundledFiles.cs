namespace MLPlatform.Contracts.Files;

/// <summary>Where official native libraries and browser assets lie: beside a published build, or where a development build says.</summary>
public static class BundledFiles
{
    /// <summary>Environment over the build's own setting over the folder <c>bundled</c> beside the program.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("MLPLATFORM_BUNDLED")
        ?? (Directory.Exists(Path.Combine(AppContext.BaseDirectory, "bundled")) ? Path.Combine(AppContext.BaseDirectory, "bundled") : null)
        ?? AppContext.GetData("MLPlatform.BundledFiles") as string
        ?? AppContext.BaseDirectory;

    /// <param name="name">A file name such as <c>libduckdb.so</c>, <c>libonnxruntime.so.1</c>, <c>libxgboost.so.0</c>, <c>plotly.min.js</c>.</param>
    public static string PathOf(string name) => Path.Combine(Folder, name);
}
