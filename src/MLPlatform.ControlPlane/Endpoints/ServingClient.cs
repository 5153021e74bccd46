using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Connection;

namespace MLPlatform.ControlPlane.Endpoints;

/// <summary>Tells a running model server what to serve, and asks how its versions do.</summary>
/// <param name="token">The owner's: changing what is served needs it.</param>
internal sealed class ServingClient(string token) : IDisposable
{
    // Loading a large model takes a while; its engine opens before the server answers.
    private readonly HttpClient _http = new(LoopbackHttp.Handler()) { Timeout = TimeSpan.FromMinutes(2) };

    public void Dispose() => _http.Dispose();

    /// <summary>Serves what the spec names from now on, without a gap.</summary>
    /// <returns>False when the process does not answer, or is of a version that can't be told.</returns>
    /// <exception cref="PlatformException">It refused; what it served before it still serves.</exception>
    public async Task<bool> ApplyAsync(string url, ModelServerSpec spec, CancellationToken cancel)
    {
        using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.ModelServerSpec));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await SendAsync(HttpMethod.Put, url, body, cancel);
            if (answer.IsSuccessStatusCode)
                return true;
            return answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed ? false : throw await RefusalAsync(answer, cancel);
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw Silent(url, late);
        }
    }

    /// <exception cref="PlatformException"><see cref="EndpointErrors.NotReady"/> when it does not answer.</exception>
    public async Task<TrafficReport> TrafficAsync(string url, CancellationToken cancel)
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Get, url, null, cancel);
            if (!answer.IsSuccessStatusCode)
                throw await RefusalAsync(answer, cancel);
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancel), ContractsJson.Default.TrafficReport)!;
        }
        catch (Exception silent) when (silent is HttpRequestException || (silent is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            throw Silent(url, silent);
        }
    }

    private static PlatformException Silent(string url, Exception cause) =>
        new(EndpointErrors.NotReady, $"The endpoint at {url} does not answer.", "The control plane is bringing it back. Try again shortly.", cause);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, HttpContent? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(url + ApiRoutes.EndpointTraffic)) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request, cancel);
    }

    private static async Task<PlatformException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var text = await answer.Content.ReadAsStringAsync(cancel);
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.TryGetProperty("code", out var id) && ErrorCatalog.ById.TryGetValue(id.GetString() ?? "", out var code))
            {
                var problem = json.RootElement.GetProperty("error").GetString()!;
                return new PlatformException(code, problem.Replace($"({code.Id})", "", StringComparison.Ordinal).TrimEnd());
            }
        }
        catch (Exception torn) when (torn is JsonException or InvalidOperationException)
        {
            // Not an answer of ours; the status says the rest.
        }

        return new PlatformException(EndpointErrors.DidNotStart, $"The endpoint answered `{(int)answer.StatusCode} {answer.ReasonPhrase}`.", "Its log says why.");
    }
}
