using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Configuration;
using MLPlatform.ControlPlaneClient.Connection;

namespace MLPlatform.ControlPlaneClient.Tracking;

/// <summary>
/// Experiments, runs, artifacts and registered models over MLflow's REST 2.0: works the same against the control plane and against a real MLflow server.
/// Times are milliseconds since 1970 UTC, as everywhere in MLflow. A refusal of the server is a <see cref="PlatformException"/> with
/// <see cref="TrackingErrors.ServerRefused"/> and the server's own text.
/// </summary>
public sealed partial class TrackingClient
{
    private const string NotThere = "RESOURCE_DOES_NOT_EXIST";
    private readonly IHttpChannel _channel;
    private readonly TimeProvider _time;

    internal TrackingClient(IHttpChannel channel, TimeProvider time)
    {
        _channel = channel;
        _time = time;
    }

    /// <summary>A client of an MLflow server.</summary>
    /// <param name="token">Sent as bearer token; null when the server wants none.</param>
    public static TrackingClient At(Uri server, string? token, TimeProvider time) =>
        new(new FixedChannel(NewHttp(), server, token is null ? null : new AuthenticationHeaderValue("Bearer", token)), time);

    /// <summary>The server that the setting <c>tracking-uri</c> names, with MLflow's own variables for access: MLFLOW_TRACKING_TOKEN, or …_USERNAME and …_PASSWORD.</summary>
    /// <returns>Null when it names no HTTP server.</returns>
    public static TrackingClient? From(Settings settings, TimeProvider time)
    {
        if (!Uri.TryCreate(settings.TrackingUri, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
            return null;
        var token = Environment.GetEnvironmentVariable("MLFLOW_TRACKING_TOKEN");
        if (token is null && Environment.GetEnvironmentVariable("MLFLOW_TRACKING_USERNAME") is { } user)
        {
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Environment.GetEnvironmentVariable("MLFLOW_TRACKING_PASSWORD")}"));
            return new TrackingClient(new FixedChannel(NewHttp(), server, new AuthenticationHeaderValue("Basic", basic)), time);
        }

        return At(server, token, time);
    }

    private static HttpClient NewHttp() =>
        new(new SocketsHttpHandler { UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = TimeSpan.FromMinutes(10) };

    private long NowMillis => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<TrackingAnswer> PostAsync<T>(string call, T body, JsonTypeInfo<T> type, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, call, body, type, cancel);

    private async Task<TrackingAnswer> SendAsync<T>(HttpMethod method, string call, T body, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        return await CallAsync(() => new HttpRequestMessage(method, $"{ApiRoutes.MlflowPrefix}/{call}") { Content = JsonContentOf(bytes) }, cancel);
    }

    private Task<TrackingAnswer> GetAsync(string call, CancellationToken cancel, params ReadOnlySpan<(string Key, string? Value)> query)
    {
        var path = new StringBuilder($"{ApiRoutes.MlflowPrefix}/{call}");
        var separator = '?';
        foreach (var (key, value) in query)
        {
            if (value is null)
                continue;
            path.Append(separator).Append(key).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        var whole = path.ToString();
        return CallAsync(() => new HttpRequestMessage(HttpMethod.Get, whole), cancel);
    }

    private async Task<TrackingAnswer> CallAsync(Func<HttpRequestMessage> request, CancellationToken cancel)
    {
        using var response = await _channel.SendAsync(request, cancel);
        await ThrowIfRefusedAsync(response, cancel);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        try
        {
            return await JsonSerializer.DeserializeAsync(body, TrackingMessagesJson.Default.TrackingAnswer, cancel) ?? new TrackingAnswer();
        }
        catch (JsonException failure)
        {
            throw new PlatformException(TrackingErrors.ServerRefused, $"The tracking server's answer cannot be read: {failure.Message}", "Check that MLFLOW_TRACKING_URI names an MLflow server.", failure);
        }
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (!response.IsSuccessStatusCode)
            throw RefusalOf((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
    }

    private static PlatformException RefusalOf(int status, string body)
    {
        TrackingAnswer? error = null;
        try
        {
            error = JsonSerializer.Deserialize(body, TrackingMessagesJson.Default.TrackingAnswer);
        }
        catch (JsonException)
        {
            // A page in HTML from the server or a proxy before it; its start says as much as can be said.
        }

        return error?.ErrorCode is { } code
            ? MlflowError.Refusal(code, error.Message ?? "")
            : MlflowError.Refusal($"HTTP {status}", body.Length > 200 ? body[..200] : body);
    }

    private static string? CodeOf(PlatformException refusal) => (refusal.InnerException as MlflowError)?.ErrorCode;

    /// <returns>Null when the server says that the thing does not exist.</returns>
    private static async Task<T?> OrNullAsync<T>(Task<T> call)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (PlatformException refusal) when (CodeOf(refusal) == NotThere)
        {
            return null;
        }
    }

    private static T Required<T>(T? value, string field)
        where T : class =>
        value ?? throw new PlatformException(TrackingErrors.ServerRefused, $"The tracking server's answer lacks `{field}`.", "Check that MLFLOW_TRACKING_URI names an MLflow server.");

    private static ByteArrayContent JsonContentOf(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
