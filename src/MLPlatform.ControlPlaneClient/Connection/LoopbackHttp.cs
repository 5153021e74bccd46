using System.Net.Security;

namespace MLPlatform.ControlPlaneClient.Connection;

/// <summary>HTTP to servers of this machine, some of which show a certificate of their own making.</summary>
public static class LoopbackHttp
{
    /// <remarks>On the loopback nobody stands between both ends, so a certificate that no authority signed is as good there; for any other host it is refused.</remarks>
    public static SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = static (sender, _, _, errors) =>
                errors == SslPolicyErrors.None || (sender is SslStream { TargetHostName: "127.0.0.1" or "localhost" } && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)),
        },
    };
}
