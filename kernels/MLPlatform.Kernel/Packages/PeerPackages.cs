namespace MLPlatform.Kernel.Packages;

/// <summary>Packages of .NET Interactive itself: what they brought is part of this kernel, so asking for them restores nothing.</summary>
internal static class PeerPackages
{
    private const string Prefix = "Microsoft.DotNet.Interactive";

    public static bool Covers(string id) => id.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && (id.Length == Prefix.Length || id[Prefix.Length] == '.');
}
