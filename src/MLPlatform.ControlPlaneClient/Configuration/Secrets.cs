using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Home;

namespace MLPlatform.ControlPlaneClient.Configuration;

/// <summary>Where the values behind <c>secret://name</c> come from. Values never enter a spec, a log or a journal.</summary>
public interface ISecretSource
{
    /// <returns>Null when this source has no such secret.</returns>
    ValueTask<string?> FindAsync(string name, CancellationToken cancel);
}

/// <summary>Secrets from <c>MLPLATFORM_SECRET_NAME</c>, else from the file of that name in the home's <c>secrets</c> folder, which only its owner may read.</summary>
public sealed class LocalSecrets(PlatformHome home) : ISecretSource
{
    public const string Scheme = "secret://";

    public async ValueTask<string?> FindAsync(string name, CancellationToken cancel)
    {
        if (Environment.GetEnvironmentVariable("MLPLATFORM_SECRET_" + name.ToUpperInvariant().Replace('-', '_')) is { } value)
            return value;
        var file = Path.Combine(home.Secrets, name);
        if (name.Length == 0 || name.Contains('/') || name.StartsWith('.') || !File.Exists(file))
            return null;
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if ((File.GetUnixFileMode(file) & others) != 0)
            throw new PlatformException(ConfigErrors.SecretNotFound, $"`{file}` can be read or written by others, so it is not used.", $"chmod 600 {file}");
        return (await File.ReadAllTextAsync(file, cancel)).TrimEnd('\r', '\n');
    }
}

public static class SecretReferences
{
    /// <param name="reference"><c>secret://name</c>.</param>
    /// <exception cref="PlatformException"><see cref="ConfigErrors.SecretNotFound"/>.</exception>
    public static async ValueTask<string> ResolveAsync(this ISecretSource source, string reference, CancellationToken cancel)
    {
        var name = reference.StartsWith(LocalSecrets.Scheme, StringComparison.Ordinal)
            ? reference[LocalSecrets.Scheme.Length..]
            : throw new PlatformException(ConfigErrors.SecretNotFound, $"`{reference}` is no secret reference.", "Write secret://NAME.");
        return await source.FindAsync(name, cancel)
            ?? throw new PlatformException(ConfigErrors.SecretNotFound, $"There is no secret `{name}`.", $"Set MLPLATFORM_SECRET_{name.ToUpperInvariant().Replace('-', '_')}, or put it into secrets/{name} in the platform home with mode 600.");
    }
}
