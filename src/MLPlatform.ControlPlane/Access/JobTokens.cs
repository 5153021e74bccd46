using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MLPlatform.Contracts.Identity;
using MLPlatform.ControlPlane.Store;
using MLPlatform.Hosting.Security;

namespace MLPlatform.ControlPlane.Access;

/// <summary>The owner's token, and one for each running attempt of a job, good for what a job needs and gone when the attempt ends. Only hashes are stored.</summary>
internal sealed class JobTokens : ITokens
{
    private static readonly string[] JobScopes = [Scopes.ReadFeatures, Scopes.WriteRuns, Scopes.WriteModels];

    private readonly OwnerToken _owner;
    private readonly Database _database;
    private readonly ConcurrentDictionary<string, Principal> _jobs;

    public JobTokens(OwnerToken owner, Database database)
    {
        _owner = owner;
        _database = database;
        _jobs = new(
            database.Read(connection => connection.Query("SELECT hash, principal FROM platform_tokens", row => (Hash: Convert.ToHexString(row.Bytes(0)), Principal: StoredJson.Read(row.Text(1), StoredJson.Default.Principal))))
                .Select(row => KeyValuePair.Create(row.Hash, row.Principal)),
            StringComparer.Ordinal);
    }

    // A look-up by the hash of 256 random bits tells an attacker nothing by its time.
    public Principal? Find(string token) => _owner.Find(token) ?? _jobs.GetValueOrDefault(Convert.ToHexString(HashOf(token)));

    public async Task<string> IssueAsync(string jobId, Principal submitter, CancellationToken cancel)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var principal = submitter with { Subject = jobId, Kind = PrincipalKind.Job, Scopes = JobScopes };
        var hash = HashOf(token);
        await _database.WriteAsync(
            transaction => transaction.Execute("INSERT INTO platform_tokens (hash, owner, principal) VALUES (?, ?, ?)", hash, jobId, StoredJson.Write(principal, StoredJson.Default.Principal)), cancel);
        _jobs[Convert.ToHexString(hash)] = principal;
        return token;
    }

    public async Task RevokeAsync(string jobId)
    {
        await _database.WriteAsync(transaction => transaction.Execute("DELETE FROM platform_tokens WHERE owner = ?", jobId), CancellationToken.None);
        foreach (var (hash, principal) in _jobs)
        {
            if (principal.Subject == jobId)
                _jobs.TryRemove(hash, out _);
        }
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
