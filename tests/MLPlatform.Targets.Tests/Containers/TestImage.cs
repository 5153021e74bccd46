using System.Diagnostics;
using System.Runtime.InteropServices;
using MLPlatform.Contracts.Files;
using MLPlatform.Targets.Containers;

namespace MLPlatform.Targets.Tests.Containers;

/// <summary>A base image made of this machine's shell and libraries, in a store of its own: no registry is asked.</summary>
public sealed class TestImage : IAsyncLifetime
{
    public const string Name = "localhost/mlplatform-test";

    private static readonly string[] Programs = ["/bin/sh", "/bin/cat", "/bin/sleep", "/bin/grep", "/bin/ls", "/bin/mkdir", "/bin/touch"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlp-ctr-");

    /// <summary>Null where podman is not installed.</summary>
    public ContainerSettings? Settings { get; private set; }

    /// <summary>The engine as the setting <c>container-engine</c> takes it.</summary>
    public string EngineLine => $"podman --root {_folder.FullName}/store --runroot {_folder.FullName}/run";

    public async Task InitializeAsync()
    {
        var settings = ContainerSettings.Of(EngineLine, Name);
        if (!settings.IsThere)
            return;
        var root = Path.Combine(_folder.FullName, "root");
        foreach (var folder in new[] { "bin", "tmp", "proc", "sys", "dev", "etc", "lib64" })
            Directory.CreateDirectory(Path.Combine(root, folder));
        foreach (var file in Programs.Concat(await LibrariesAsync()))
        {
            var copy = Path.Combine(root, file.TrimStart('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        var tar = Path.Combine(_folder.FullName, "base.tar");
        System.Formats.Tar.TarFile.CreateFromDirectory(root, tar, includeBaseDirectory: false);
        await PodmanAsync(settings, "import", "--quiet", tar, Name);
        Settings = settings;
    }

    public async Task DisposeAsync()
    {
        if (Settings is { } settings)
            await PodmanAsync(settings, "system", "reset", "--force");
        _folder.Delete(recursive: true);
    }

    private static async Task PodmanAsync(ContainerSettings settings, params string[] arguments)
    {
        using var podman = Process.Start(new ProcessStartInfo(settings.Engine[0], settings.Engine.Skip(1).Concat(arguments)) { RedirectStandardOutput = true })!;
        await podman.StandardOutput.ReadToEndAsync();
        await podman.WaitForExitAsync();
        Assert.Equal(0, podman.ExitCode);
    }

    // What the programs, .NET and the engines load, with all that those load; OpenSSL is found by name at run time.
    private static async Task<IEnumerable<string>> LibrariesAsync()
    {
        var native = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.so");
        var bundled = Directory.Exists(BundledFiles.Folder) ? Directory.EnumerateFiles(BundledFiles.Folder, "*.so*") : [];
        var ssl = new[] { "libssl.so.3", "libcrypto.so.3" }.Select(name => Path.Combine("/usr/lib/x86_64-linux-gnu", name)).Where(File.Exists);
        var start = new ProcessStartInfo("ldd", [.. Programs, .. native, .. bundled, .. ssl]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var ldd = Process.Start(start)!;
        var errors = ldd.StandardError.ReadToEndAsync();
        var text = await ldd.StandardOutput.ReadToEndAsync();
        await ldd.WaitForExitAsync();
        await errors;
        return text.Split('\n').Select(line => line.Split("=>")[^1].Trim().Split(" (")[0]).Where(path => path.StartsWith('/') && !path.EndsWith(':') && File.Exists(path)).Concat(ssl).Distinct();
    }
}
