using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Hosting.Servers;

/// <summary>A server's certificate from PEM files.</summary>
public static class ServerCertificate
{
    /// <exception cref="PlatformException"><see cref="EndpointErrors.BadCertificate"/>.</exception>
    public static X509Certificate2 Load(TlsFiles files)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new PlatformException(EndpointErrors.BadCertificate, $"`{files.CertificateFile}` with the key `{files.KeyFile}` is no certificate: {unusable.Message}", "Give a PEM certificate and its unencrypted PEM key.", unusable);
        }
    }
}
