using EndToEndTests.Running;

namespace EndToEndTests.Jupyter;

/// <summary>Our kernel spec in a prefix of its own, as <c>mlplatform kernel install</c> writes it, and Debian's Python beside it.</summary>
internal static class InstalledKernel
{
    // Debian's own interpreter: the Jupyter packages are installed for it alone.
    public const string Python = "/usr/bin/python3";

    public static async Task<IReadOnlyDictionary<string, string?>> InstallAsync(PlatformHome home)
    {
        var prefix = Path.Combine(home.Scratch, "prefix");
        var installed = await home.RunAsync("kernel", "install", "--prefix", prefix);
        Assert.True(installed.ExitCode == 0, installed.ToString());
        return new Dictionary<string, string?>(home.Environment)
        {
            ["JUPYTER_PATH"] = Path.Combine(prefix, "share/jupyter"),
            ["JUPYTER_CONFIG_DIR"] = Path.Combine(home.Scratch, "jupyter/config"),
            ["JUPYTER_DATA_DIR"] = Path.Combine(home.Scratch, "jupyter/data"),
            ["JUPYTER_RUNTIME_DIR"] = Path.Combine(home.Scratch, "jupyter/runtime"),
            ["PATH"] = "/usr/bin:/bin",
        };
    }
}
