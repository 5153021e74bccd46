using System.Security.Cryptography;
using System.Text;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlaneClient.Home;

/// <summary>The folder that holds everything the platform keeps for one user, and the names inside it.</summary>
public sealed class PlatformHome
{
    public const string Variable = "MLPLATFORM_HOME";

    private PlatformHome(string folder, string sockets)
    {
        Folder = folder;
        Sockets = sockets;
    }

    /// <summary>Absolute path, without a trailing separator.</summary>
    public string Folder { get; }

    /// <summary>Folder of Unix sockets: in <c>$XDG_RUNTIME_DIR</c> where there is one, else inside the home. Mode 0700.</summary>
    public string Sockets { get; }

    public string Logs => Path.Combine(Folder, "logs");

    public string Jobs => Path.Combine(Folder, "jobs");

    public string Blobs => Path.Combine(Folder, "blobs");

    public string Artifacts => Path.Combine(Folder, "artifacts");

    public string Endpoints => Path.Combine(Folder, "endpoints");

    public string Secrets => Path.Combine(Folder, "secrets");

    /// <summary>The online store; one process owns it.</summary>
    public string Online => Path.Combine(Folder, "online");

    /// <summary>Offline segments and their manifests.</summary>
    public string Offline => Path.Combine(Folder, "offline");

    /// <summary>What the user's notebook kernels ran, one file each.</summary>
    public string History => Path.Combine(Folder, "history");

    public string Database => Path.Combine(Folder, "mlplatform.db");

    /// <summary>A <see cref="Contracts.Platform.ControlPlaneAddress"/>; written last when a control plane starts.</summary>
    public string AddressFile => Path.Combine(Folder, "control-plane.json");

    public string TokenFile => Path.Combine(Folder, "token");

    /// <summary>Held while a control plane runs.</summary>
    public string InstanceLock => Path.Combine(Folder, "control-plane.lock");

    /// <summary>Held while someone starts a control plane.</summary>
    public string StartLock => Path.Combine(Folder, "control-plane.start.lock");

    public string UserSettings => Path.Combine(Folder, "mlplatform.yaml");

    public string SocketPath(string name) => Path.Combine(Sockets, name + ".sock");

    /// <summary>Opens the home named by <c>MLPLATFORM_HOME</c>, or <c>~/.mlplatform</c>.</summary>
    /// <exception cref="PlatformException"><see cref="ConfigErrors.HomeNotWritable"/>.</exception>
    public static PlatformHome FromEnvironment() => At(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".mlplatform"));

    /// <summary>Opens a home, creating the folder (mode 0700) when it is missing.</summary>
    /// <exception cref="PlatformException"><see cref="ConfigErrors.HomeNotWritable"/>.</exception>
    public static PlatformHome At(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        PrivateFiles.EnsureFolder(full);
        var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        var sockets = runtime is { Length: > 0 } && Directory.Exists(runtime)
            ? Path.Combine(runtime, "mlplatform-" + HashOf(full))
            : Path.Combine(full, "run");
        PrivateFiles.EnsureFolder(sockets);
        return new PlatformHome(full, sockets);
    }

    // A socket path holds at most 107 bytes, so the home enters it as 48 bits of its hash.
    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 6));
}
