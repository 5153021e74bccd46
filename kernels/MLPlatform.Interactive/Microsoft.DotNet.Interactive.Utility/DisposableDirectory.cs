namespace Microsoft.DotNet.Interactive.Utility;

/// <summary>A folder that is deleted with all its contents when it is disposed.</summary>
public sealed class DisposableDirectory : IDisposable
{
    private DisposableDirectory(DirectoryInfo directory) => Directory = directory;

    public DirectoryInfo Directory { get; }

    public static DisposableDirectory Create(string? directoryName = null) => new(System.IO.Directory.CreateTempSubdirectory((directoryName ?? "notebook") + "-"));

    public void Dispose() => Directory.Delete(recursive: true);
}
