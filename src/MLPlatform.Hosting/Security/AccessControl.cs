using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Platform;

namespace MLPlatform.Hosting.Security;

/// <summary>The door of every server: loopback names only, then a token, then a principal on the request.</summary>
public static class AccessControl
{
    private static readonly object PrincipalKey = new();

    /// <summary>Refuses requests whose Host or Origin is not this machine: a web page elsewhere cannot reach the server through the user's browser.</summary>
    public static void UseLoopbackOnly(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.Connection.LocalIpAddress is not null && !IsLoopback(context.Request.Host.Host))
            throw new PlatformException(PlatformErrors.Forbidden, $"The Host header says `{context.Request.Host}`.", "Use http://127.0.0.1 or http://localhost.");
        if (context.Request.Headers.Origin is [{ } origin] && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && IsLoopback(from.Host)))
            throw new PlatformException(PlatformErrors.Forbidden, $"A page of `{origin}` made this request.", "Requests come from pages of this machine only.");
        return next(context);
    });

    /// <summary>Asks for a bearer token, or HTTP Basic with the token as password as MLflow's clients send it. The health page is open.</summary>
    public static void UseTokens(this IApplicationBuilder app, ITokens tokens) => app.Use((context, next) =>
    {
        if (context.Request.Path == ApiRoutes.Health)
            return next(context);
        var principal = TokenOf(context.Request) is { } token ? tokens.Find(token) : null;
        if (principal is null)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"mlplatform\"";
            throw new PlatformException(PlatformErrors.Unauthorized, "The request holds no valid token.", "Send it as a bearer token; it is in the file token in the platform home.");
        }

        context.Items[PrincipalKey] = InProject(principal, context.Request.Headers[ApiRoutes.ProjectHeader].ToString());
        return next(context);
    });

    /// <summary>Who makes this request.</summary>
    /// <exception cref="PlatformException"><see cref="PlatformErrors.Unauthorized"/> when no token was asked for on this path.</exception>
    public static Principal Principal(this HttpContext context) =>
        context.Items[PrincipalKey] as Principal ?? throw new PlatformException(PlatformErrors.Unauthorized, "The request holds no token.", "Send it as a bearer token.");

    /// <exception cref="PlatformException"><see cref="PlatformErrors.Forbidden"/>.</exception>
    /// <param name="scope">area:verb.</param>
    public static void Require(this Principal principal, string scope)
    {
        if (!principal.Scopes.Contains("*") && !principal.Scopes.Contains(scope))
            throw new PlatformException(PlatformErrors.Forbidden, $"`{principal.Subject}` lacks the scope `{scope}`.", "Ask with the owner's token.");
    }

    // Only a principal that may do everything chooses its project; the tokens of jobs and services are bound to theirs.
    private static Principal InProject(Principal principal, string project)
    {
        if (project.Length == 0 || project == principal.Project)
            return principal;
        return principal.Scopes.Contains("*")
            ? principal with { Project = project }
            : throw new PlatformException(PlatformErrors.Forbidden, $"`{principal.Subject}` acts in project `{principal.Project}`, not in `{project}`.", "Use the owner's token.");
    }

    /// <summary>The bearer token of a request, or the password of HTTP Basic; null when it holds neither.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header])
            return null;
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return header["Bearer ".Length..].Trim();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        var encoded = header["Basic ".Length..].Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair.IndexOf(':') is var colon and >= 0 ? pair[(colon + 1)..] : null;
    }

    private static bool IsLoopback(string host) => host is "localhost" or "127.0.0.1" or "[::1]" or "::1";
}
