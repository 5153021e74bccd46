using MLPlatform.Contracts.Identity;

namespace MLPlatform.Hosting.Security;

/// <summary>Which tokens open a server, and for whom.</summary>
public interface ITokens
{
    /// <returns>Null for a token that opens nothing.</returns>
    Principal? Find(string token);
}
