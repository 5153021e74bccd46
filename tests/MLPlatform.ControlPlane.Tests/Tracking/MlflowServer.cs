using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MLPlatform.Contracts.Identity;
using MLPlatform.ControlPlane.ArtifactApi;
using MLPlatform.ControlPlane.Registry.Webhooks;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tests.Store;
using MLPlatform.ControlPlane.Tracking;
using MLPlatform.ControlPlane.Tracking.Testing;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tests.Tracking;

/// <summary>The MLflow API over a fresh store in a real Kestrel on loopback. The header X-Project chooses the caller's project.</summary>
public sealed class MlflowServer : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private Database? _database;
    private WebApplication? _app;
    private WebhookSender? _webhooks;

    public HttpClient Client { get; } = new();

    public string ArtifactFolder => _folder.File("artifacts");

    internal Database Database => _database!;

    internal ArtifactRoot Artifacts { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _database = Database.Open(_folder.File("store.db"), TimeProvider.System);
        Artifacts = new ArtifactRoot(ArtifactFolder);
        var services = new MlflowServices(_database, Artifacts, new AuditTable(TimeProvider.System), TimeProvider.System) { Webhooks = new WebhookBell { AllowPrivateAddresses = true } };
        services.SignedUrls.Use(_app, "none");
        _app.UseSingleSlashes();
        _app.MapMlflow(services, PrincipalOf);
        _app.MapReset(services, PrincipalOf);
        await _app.StartAsync();
        _webhooks = new WebhookSender(services, NullLogger.Instance, TimeSpan.FromMilliseconds(20));
        Client.BaseAddress = new Uri(_app.Urls.Single());
    }

    private static Principal PrincipalOf(HttpContext context) => Principal.LocalUser("ada") with
    {
        Project = context.Request.Headers["X-Project"].ToString() is { Length: > 0 } project ? project : Principal.DefaultProject,
    };

    public async Task DisposeAsync()
    {
        await _webhooks!.DisposeAsync();
        await _app!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    public void Dispose()
    {
        Client.Dispose();
        _folder.Dispose();
    }

    /// <param name="path">After <c>/api/2.0/mlflow/</c>, or from the root when it starts with a slash.</param>
    public async Task<(HttpStatusCode Status, string Text)> SendAsync(string method, string path, string? body = null, string? project = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Client.BaseAddress + (path.StartsWith('/') ? path[1..] : "api/2.0/mlflow/" + path)));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (project is not null)
            request.Headers.Add("X-Project", project);
        using var response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A call that must succeed.</summary>
    public async Task<JsonNode> OkAsync(string method, string path, object? body = null, string? project = null)
    {
        var (status, text) = await SendAsync(method, path, body is null ? null : System.Text.Json.JsonSerializer.Serialize(body), project);
        Assert.True(status == HttpStatusCode.OK, $"{method} {path}: {(int)status} {text}");
        return JsonNode.Parse(text)!;
    }

    public async Task<string> NewExperimentAsync() =>
        (await OkAsync("POST", "experiments/create", new { name = "experiment " + Guid.NewGuid() }))["experiment_id"]!.GetValue<string>();

    public async Task<string> NewRunAsync(string experiment = "0") =>
        (await OkAsync("POST", "runs/create", new { experiment_id = experiment, start_time = 5 }))["run"]!["info"]!["run_id"]!.GetValue<string>();
}
