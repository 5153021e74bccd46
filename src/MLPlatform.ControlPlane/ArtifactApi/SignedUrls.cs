using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MLPlatform.ControlPlane.ArtifactApi;

/// <summary>Addresses that let whoever holds one put or get one artifact until a time, without a token. They are good as long as this process runs.</summary>
internal sealed class SignedUrls(TimeProvider time)
{
    private const string Prefix = "/api/v1/signed-artifacts/";
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts/";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <param name="method">PUT or GET.</param>
    /// <param name="path">Safe, below the artifact root.</param>
    public string Sign(HttpRequest request, string method, string path, TimeSpan validFor)
    {
        var until = time.GetUtcNow().Add(validFor).ToUnixTimeSeconds();
        var segments = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return string.Create(CultureInfo.InvariantCulture, $"{request.Scheme}://{request.Host}{Prefix}{until}/{Signature(method, until, path)}/{segments}");
    }

    /// <summary>Turns a request to a signed address into the same one to the artifact proxy, made with <paramref name="token"/>. Runs before routing.</summary>
    public void Use(IApplicationBuilder app, string token) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (request.Path.Value is not { } full || !full.StartsWith(Prefix, StringComparison.Ordinal))
            return next(context);
        if (full[Prefix.Length..].Split('/', 3) is [var until, var signature, var path] && IsValid(request.Method, until, signature, path))
        {
            request.Path = Proxy + path;
            request.Headers.Authorization = "Bearer " + token;
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("The address is not valid, or not any more.", context.RequestAborted);
    });

    private bool IsValid(string method, string untilText, string signature, string path) =>
        long.TryParse(untilText, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
        && until >= time.GetUtcNow().ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Signature(method, until, path)), Encoding.UTF8.GetBytes(signature));

    private string Signature(string method, long until, string path) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{method}\n{until}\n{path}"))));
}
