using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Hosting.Security;
using MLPlatform.ModelServer.Grpc;
using MLPlatform.ModelServer.Serving;
using MLPlatform.ModelServer.Versions;

namespace MLPlatform.ModelServer.Security;

/// <summary>
/// Who may call. Changing what is served always needs a token that may write endpoints; predicting needs one when the endpoint was deployed so. The owner's token is
/// known here; for any other the control plane is asked, and its answer is believed for a while.
/// </summary>
internal sealed class CallerCheck(ModelRepository repository, TimeProvider time) : IDisposable
{
    private const string WriteEndpoints = "endpoints:write";
    private const int MostKnown = 1_000;

    // A revoked token works here this long at most; a refused one is asked again soon, because it may just have been issued.
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(30), Doubted = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(5) };
    private readonly ConcurrentDictionary<string, (Principal? Principal, long Since)> _known = new();

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var spec = repository.Spec;
        if (spec.HomeFolder is not { } home)
            return next(context);
        var path = context.Request.Path.Value ?? "/";
        var changes = path == TrafficApi.Path || RepositoryApi.Changes(path) || GrpcService.Changes(path);
        return changes || (spec.TokenRequired && !IsOpen(path)) ? CheckAsync(context, next, home, changes) : next(context);
    }

    public void Dispose() => _http.Dispose();

    // A supervisor and a scraper ask these; they tell nothing about the data.
    private static bool IsOpen(string path) => path is "/health" or "/ping" or "/metrics" or "/version" or "/v2/health/live" or "/v2/health/ready" or GrpcService.Prefix + "ServerLive" or GrpcService.Prefix + "ServerReady";

    private async Task CheckAsync(HttpContext context, RequestDelegate next, string home, bool changes)
    {
        var principal = AccessControl.TokenOf(context.Request) is { } token ? await FindAsync(token, PlatformHome.At(home), context.RequestAborted) : null;
        if (principal is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"mlplatform\"";
            throw new PlatformException(PlatformErrors.Unauthorized, "The request holds no valid token.", "Send it as a bearer token; it is in the file token in the platform home.");
        }

        if (changes)
            principal.Require(WriteEndpoints);
        await next(context);
    }

    private async Task<Principal?> FindAsync(string token, PlatformHome home, CancellationToken cancel)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_known.TryGetValue(hash, out var known) && time.GetElapsedTime(known.Since) < (known.Principal is null ? Doubted : Believed))
            return known.Principal;
        if (_known.Count >= MostKnown)
            _known.Clear();
        var found = OwnerOf(token, home) ?? await AskAsync(token, home, cancel);
        _known[hash] = (found, time.GetTimestamp());
        return found;
    }

    private static Principal? OwnerOf(string token, PlatformHome home)
    {
        if (!File.Exists(home.TokenFile))
            return null;
        return new OwnerToken(File.ReadAllText(home.TokenFile).Trim(), Principal.LocalUser(Environment.UserName)).Find(token);
    }

    private async Task<Principal?> AskAsync(string token, PlatformHome home, CancellationToken cancel)
    {
        try
        {
            var address = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(home.AddressFile, cancel), ContractsJson.Default.ControlPlaneAddress)!;
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address.Url + ApiRoutes.Status));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await _http.SendAsync(request, cancel);
            if (!answer.IsSuccessStatusCode)
                return null;
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancel), ContractsJson.Default.PlatformStatus)?.Principal;
        }
        catch (Exception silent) when (silent is HttpRequestException or IOException or JsonException or FormatException || (silent is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // A token that nobody can vouch for opens nothing.
            return null;
        }
    }
}
