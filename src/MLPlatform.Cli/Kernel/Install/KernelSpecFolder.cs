using MLPlatform.Contracts.Errors;

namespace MLPlatform.Cli.Kernel.Install;

/// <summary>One folder that Jupyter looks for kernels in, such as <c>~/.local/share/jupyter/kernels</c>.</summary>
internal sealed record KernelSpecFolder(string Path)
{
    public const string Name = "mlplatform";

    /// <summary>.NET Interactive's names for its kernels: notebooks written with it ask for these.</summary>
    public static readonly IReadOnlyList<(string Name, string Language, string Selector)> DotnetInteractive =
        [(".net-csharp", KernelIdentity.Language, "csharp"), (".net-fsharp", "F#", "fsharp"), (".net-powershell", "PowerShell", "pwsh")];

    private static IEnumerable<string> Ours => DotnetInteractive.Select(one => one.Name).Prepend(Name);

    /// <summary>As jupyter_core finds it: <c>JUPYTER_DATA_DIR</c>, else <c>XDG_DATA_HOME</c>, else <c>~/.local/share</c>.</summary>
    public static KernelSpecFolder OfUser()
    {
        var data = Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } jupyter ? jupyter
            : System.IO.Path.Combine(
                Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share"),
                "jupyter");
        return new KernelSpecFolder(System.IO.Path.Combine(data, "kernels"));
    }

    public static KernelSpecFolder OfPrefix(string prefix) => new(System.IO.Path.Combine(System.IO.Path.GetFullPath(prefix), "share", "jupyter", "kernels"));

    /// <exception cref="PlatformException">No environment is active.</exception>
    public static KernelSpecFolder OfActiveEnvironment() =>
        (Environment.GetEnvironmentVariable("VIRTUAL_ENV") ?? Environment.GetEnvironmentVariable("CONDA_PREFIX")) is { Length: > 0 } prefix
            ? OfPrefix(prefix)
            : throw new PlatformException(CommandErrors.BadValue, "`--sys-prefix` needs an active Python environment, and neither VIRTUAL_ENV nor CONDA_PREFIX is set.", "Activate it first, or use `--prefix DIR`.");

    /// <returns>The folder written.</returns>
    /// <exception cref="PlatformException">The folder cannot be written.</exception>
    public string Install(string name, KernelSpec spec)
    {
        var folder = System.IO.Path.Combine(Path, name);
        try
        {
            Directory.CreateDirectory(folder);
            // Jupyter reads these while we write: each file appears whole.
            Put(System.IO.Path.Combine(folder, KernelLogo.FileName), KernelLogo.Svg());
            Put(System.IO.Path.Combine(folder, KernelSpec.FileName), spec.ToJson());
            return folder;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(DataErrors.NotWritten, $"The kernel could not be written to `{folder}`: {refused.Message}", "Use `--user` or `--prefix DIR`.", refused);
        }
    }

    /// <summary>Kernels in this folder that start an mlplatform program.</summary>
    public IReadOnlyList<(string Name, string Folder, string Program)> List() =>
        [.. Ours.Select(name => (name, System.IO.Path.Combine(Path, name))).Select(spec => (spec.name, spec.Item2, ProgramOf(spec.Item2))).Where(spec => spec.Item3 is not null).Select(spec => (spec.name, spec.Item2, spec.Item3!))];

    /// <returns>The folders removed; another program's kernel of the same name stays.</returns>
    public IReadOnlyList<string> Remove()
    {
        var removed = List().Select(spec => spec.Folder).ToList();
        foreach (var folder in removed)
            Directory.Delete(folder, recursive: true);
        return removed;
    }

    private static string? ProgramOf(string folder)
    {
        try
        {
            var spec = System.Text.Json.JsonSerializer.Deserialize(File.ReadAllText(System.IO.Path.Combine(folder, KernelSpec.FileName)), KernelSpecJson.Default.KernelSpec);
            return spec?.Argv?.FirstOrDefault(word => System.IO.Path.GetFileNameWithoutExtension(word) == "mlplatform");
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static void Put(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
