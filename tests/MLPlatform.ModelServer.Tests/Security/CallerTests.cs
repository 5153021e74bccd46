using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Training.Tests;

namespace MLPlatform.ModelServer.Tests.Security;

public sealed class CallerTests(TrainedModel model) : IClassFixture<TrainedModel>, IDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, null, 401, 401)]
    [InlineData(true, "wrong", 401, 401)]
    [InlineData(true, Token, 200, 200)]
    [InlineData(false, null, 200, 401)]
    [InlineData(false, Token, 200, 200)]
    public async Task A_token_opens_predictions_where_one_is_asked_for_and_changes_always(bool required, string? token, int predict, int change)
    {
        Directory.CreateDirectory(_folder["home"]);
        await File.WriteAllTextAsync(_folder["home/token"], Token);
        await using var server = await ModelServerHost.StartAsync(model.Spec(_folder["capture"]) with { HomeFolder = _folder["home"], TokenRequired = required }, TimeProvider.System);
        using var client = new HttpClient { BaseAddress = server.Url };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var answer = await client.PostAsync("v2/models/flights/infer", Wire.Json(Wire.OpenInference(model.Rows.Slice(0, 1))));
        using var load = await client.PostAsync("v2/repository/models/flights/load", null);
        using var traffic = await client.GetAsync("platform/v1/traffic");
        using var ready = await client.GetAsync("v2/health/ready");

        Assert.Equal((predict, change, change, 200), ((int)answer.StatusCode, (int)load.StatusCode, (int)traffic.StatusCode, (int)ready.StatusCode));
    }

    [Fact]
    public async Task A_certificate_makes_both_ports_speak_tls()
    {
        var files = Certificate();
        await using var server = await ModelServerHost.StartAsync(model.Spec(_folder["capture"]) with { Tls = files, GrpcPort = 0 }, TimeProvider.System);
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=localhost" } };
        using var client = new HttpClient(handler) { BaseAddress = server.Url };

        Assert.Equal(("https", "https"), (server.Url.Scheme, server.GrpcUrl!.Scheme));
        using var answer = await client.PostAsync("v2/models/flights/infer", Wire.Json(Wire.OpenInference(model.Rows.Slice(0, 1))));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.GrpcUrl, "inference.GRPCInferenceService/ServerLive")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(new byte[5]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var live = await client.SendAsync(request);
        Assert.Equal(7, (await live.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task A_certificate_without_its_key_is_refused()
    {
        var refused = await Assert.ThrowsAsync<PlatformException>(() => ModelServerHost.StartAsync(model.Spec(_folder["capture"]) with { Tls = Certificate() with { KeyFile = _folder["none"] } }, TimeProvider.System));

        Assert.Equal(EndpointErrors.BadCertificate, refused.Code);
    }

    private TlsFiles Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(_folder["cert.pem"], certificate.ExportCertificatePem());
        File.WriteAllText(_folder["key.pem"], key.ExportPkcs8PrivateKeyPem());
        return new TlsFiles(_folder["cert.pem"], _folder["key.pem"]);
    }
}
