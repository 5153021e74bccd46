using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;

namespace MLPlatform.ControlPlaneClient.Connection;

/// <summary>JSON calls of the platform API: typed in, typed out, refusals as <see cref="PlatformException"/>.</summary>
internal sealed class ApiCalls(IHttpChannel channel)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public IHttpChannel Channel => channel;

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancel) =>
        ReadAsync(() => new HttpRequestMessage(HttpMethod.Get, path), answer, cancel);

    public Task<T> PostAsync<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> type, JsonTypeInfo<T> answer, CancellationToken cancel) =>
        ReadAsync(() => WithBody(path, body, type), answer, cancel);

    public Task<T> PostAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancel) =>
        ReadAsync(() => new HttpRequestMessage(HttpMethod.Post, path), answer, cancel);

    public async Task PostAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken cancel)
    {
        using var response = await SendAsync(() => WithBody(path, body, type), cancel);
    }

    public async Task SendAndForgetAsync(HttpMethod method, string path, CancellationToken cancel)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(method, path), cancel);
    }

    /// <returns>An answer that succeeded.</returns>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancel)
    {
        var response = await channel.SendAsync(request, cancel);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await RefusalAsync(response, cancel);
    }

    private async Task<T> ReadAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> answer, CancellationToken cancel)
    {
        using var response = await SendAsync(request, cancel);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        return await JsonSerializer.DeserializeAsync(body, answer, cancel)
            ?? throw new PlatformException(PlatformErrors.Unreachable, "The control plane answered `null`.", "Update the installation: client and control plane differ.");
    }

    private static HttpRequestMessage WithBody<TBody>(string path, TBody body, JsonTypeInfo<TBody> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = Json;
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    private static async Task<PlatformException> RefusalAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var text = await response.Content.ReadAsStringAsync(cancel);
        try
        {
            if (JsonSerializer.Deserialize(text, ContractsJson.Default.ApiError) is { } error && ErrorCatalog.ById.TryGetValue(error.Code ?? "", out var code))
                return new PlatformException(code, error.Message, error.Fix);
        }
        catch (JsonException)
        {
            // Not ours: a proxy's page, or an answer cut off. The status says the rest.
        }

        return new PlatformException(PlatformErrors.Unreachable, $"The control plane answered `{(int)response.StatusCode} {response.ReasonPhrase}`.", "Look into the log in the platform home.");
    }
}
