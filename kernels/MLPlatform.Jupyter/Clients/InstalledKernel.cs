using System.Text.Json;

namespace MLPlatform.Jupyter.Clients;

/// <summary>A kernel that Jupyter has installed on this machine.</summary>
/// <param name="Name">What <c>--kernel-spec</c> says.</param>
/// <param name="Folder">Holds its <c>kernel.json</c>.</param>
public sealed record InstalledKernel(string Name, string Folder)
{
    private const string SpecFile = "kernel.json";

    /// <summary>All kernels of the folders Jupyter looks into, the user's first; a name counts once.</summary>
    public static IReadOnlyList<InstalledKernel> All() =>
    [
        .. Folders().Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
            .Where(folder => File.Exists(Path.Combine(folder, SpecFile)))
            .Select(folder => new InstalledKernel(Path.GetFileName(folder), folder))
            .DistinctBy(kernel => kernel.Name.ToUpperInvariant()),
    ];

    /// <exception cref="JupyterProtocolException">Its file cannot be read.</exception>
    internal KernelSpecFile Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(Folder, SpecFile)), ClientJson.Default.KernelSpecFile)
                ?? throw new JupyterProtocolException($"{Path.Combine(Folder, SpecFile)} is empty.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new JupyterProtocolException($"{Path.Combine(Folder, SpecFile)} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    // jupyter_core's order: JUPYTER_PATH, the user's folder, the active environment, the system.
    private static IEnumerable<string> Folders()
    {
        foreach (var path in (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return Path.Combine(path, "kernels");
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } data)
            yield return Path.Combine(data, "kernels");
        var share = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        yield return Path.Combine(share, "jupyter", "kernels");
        foreach (var variable in (string[])["VIRTUAL_ENV", "CONDA_PREFIX"])
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } environment)
                yield return Path.Combine(environment, "share", "jupyter", "kernels");
        yield return "/usr/local/share/jupyter/kernels";
        yield return "/usr/share/jupyter/kernels";
    }
}
