using System.Security.Cryptography;
using System.Text;
using MLPlatform.Contracts.Identity;
using MLPlatform.ControlPlaneClient.Home;

namespace MLPlatform.Hosting.Security;

/// <summary>The one token of a server that serves the user who owns it.</summary>
public sealed class OwnerToken(string token, Principal owner) : ITokens
{
    private readonly byte[] _hash = HashOf(token);

    // Hashes of equal length make the comparison's time independent of the guess.
    public Principal? Find(string token) => CryptographicOperations.FixedTimeEquals(HashOf(token), _hash) ? owner : null;

    /// <summary>Reads the token a file holds, or writes a new one (256 random bits, mode 0600).</summary>
    public static string LoadOrCreate(string file)
    {
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: >= 32 } known)
            return known;
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        PrivateFiles.Write(file, Encoding.ASCII.GetBytes(token + "\n"));
        return token;
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
