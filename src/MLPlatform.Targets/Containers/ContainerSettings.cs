namespace MLPlatform.Targets.Containers;

/// <param name="Engine">Program and leading options, such as <c>podman</c>.</param>
/// <param name="Image">Has a C library, the C++ library and OpenSSL; the product and .NET are mounted into it.</param>
public sealed record ContainerSettings(IReadOnlyList<string> Engine, string Image)
{
    public static ContainerSettings Of(string engine, string image) => new(engine.Split(' ', StringSplitOptions.RemoveEmptyEntries), image);

    public string Program => Engine.Count > 0 ? Engine[0] : "no engine";

    /// <summary>Whether the engine is installed.</summary>
    public bool IsThere => Engine.Count > 0 && (Path.IsPathRooted(Engine[0])
        ? File.Exists(Engine[0])
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Engine[0]))));
}
