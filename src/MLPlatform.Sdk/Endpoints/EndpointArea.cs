using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Text;
using MLPlatform.ControlPlaneClient.Connection;
using MLPlatform.ControlPlaneClient.Processes;
using MLPlatform.Frames;
using MLPlatform.Plots.Progress;

namespace MLPlatform.Sdk.Endpoints;

/// <summary>Published models. They run in processes of their own and outlive the notebook.</summary>
public sealed partial class EndpointArea : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromSeconds(10);

    private readonly Platform _platform;
    private readonly HttpClient _http = new(LoopbackHttp.Handler()) { Timeout = TimeSpan.FromSeconds(100) };

    internal EndpointArea(Platform platform) => _platform = platform;

    /// <summary>Publishes a model version, or replaces what the endpoint of this name serves; returns when it answers.</summary>
    /// <param name="model"><c>name</c>, <c>name@alias</c> or <c>name@3</c>.</param>
    /// <param name="port">Loopback port; 0 picks a free one.</param>
    /// <exception cref="PlatformException">No such model, the port is in use, the model does not load; nothing is left behind.</exception>
    public Task<EndpointRecord> DeployAsync(string model, string name, int port = 0, int threads = 2, double captureRate = 1, CancellationToken cancel = default) =>
        DeployAsync(new DeployEndpoint(name, model, port, threads, CaptureRate: captureRate), cancel);

    /// <inheritdoc cref="DeployAsync(string, string, int, int, double, CancellationToken)"/>
    public async Task<EndpointRecord> DeployAsync(DeployEndpoint request, CancellationToken cancel = default)
    {
        await _platform.Models.GetAsync(request.Model, cancel);
        return await (await _platform.ConnectAsync(cancel)).Endpoints.DeployAsync(request, cancel);
    }

    public async Task<IReadOnlyList<EndpointRecord>> ListAsync(CancellationToken cancel = default) => await (await _platform.ConnectAsync(cancel)).Endpoints.ListAsync(cancel);

    /// <exception cref="PlatformException">No such endpoint; the message names the nearest.</exception>
    public async Task<EndpointRecord> GetAsync(string name, CancellationToken cancel = default)
    {
        var all = await ListAsync(cancel);
        return all.FirstOrDefault(endpoint => endpoint.Name == name)
            ?? throw new PlatformException(
                EndpointErrors.NotFound,
                $"There is no endpoint `{name}`.",
                Nearest.To(name, all.Select(endpoint => endpoint.Name)) is { } nearest ? $"Did you mean `{nearest}`?" : "`mlplatform endpoints list` shows what is deployed.");
    }

    public async Task StopAsync(string name, CancellationToken cancel = default)
    {
        await GetAsync(name, cancel);
        await (await _platform.ConnectAsync(cancel)).Endpoints.StopAsync(name, cancel);
    }

    /// <summary>One row of inputs from what people type: numbers, true and false, anything else is text.</summary>
    public static Frame RowOf(IReadOnlyDictionary<string, string> inputs) => new(inputs.Select(input => InputValue.Of(input.Key, input.Value)));

    /// <summary>One prediction by entity keys; the server looks the features up and says which it used.</summary>
    /// <param name="inputs">Join keys, and any feature whose value is to override the looked-up one.</param>
    /// <param name="at">The time of the question, for times to live; null for now.</param>
    public async Task<Prediction> InvokeAsync(string name, IReadOnlyDictionary<string, string> inputs, DateTimeOffset? at = null, CancellationToken cancel = default)
    {
        var endpoint = await GetAsync(name, cancel);
        var row = RowOf(inputs);
        var started = _platform.Time.GetTimestamp();
        using var answer = await SendAsync(endpoint, row, at, explain: true, cancel);
        return Prediction.Of(endpoint.Name, answer.RootElement, _platform.Time.GetElapsedTime(started));
    }

    /// <summary>Predictions for rows that bring every input themselves.</summary>
    /// <returns>One column per output. Shape: the rows asked.</returns>
    public async Task<Frame> PredictAsync(string name, Frame rows, CancellationToken cancel = default)
    {
        var endpoint = await GetAsync(name, cancel);
        using var answer = await SendAsync(endpoint, await InputsOfAsync(endpoint, rows, cancel), null, explain: false, cancel);
        return InferenceJson.Outputs(answer.RootElement);
    }

    /// <summary>Sends a whole frame through the endpoint in batches, as an ordinary client would.</summary>
    /// <param name="batch">Rows per request.</param>
    /// <returns>The rows with the outputs appended.</returns>
    public async Task<Frame> ScoreAsync(string name, Frame rows, int batch = 256, CancellationToken cancel = default)
    {
        var endpoint = await GetAsync(name, cancel);
        var inputs = await InputsOfAsync(endpoint, rows, cancel);
        var outputs = new List<Frame>();
        using var line = new ProgressLine(_platform.Display, $"scoring through {name}", rows.RowCount, _platform.Time);
        for (var at = 0; at < rows.RowCount; at += batch)
        {
            var size = Math.Min(batch, rows.RowCount - at);
            outputs.Add(await SendPatientlyAsync(endpoint, inputs.Slice(at, size), cancel));
            line.Report(at + size);
        }

        return outputs.Count == 0 ? rows : rows.With(outputs[0].Append([.. outputs.Skip(1)]));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>One number of the endpoint's own metrics page; null when the endpoint does not answer or has no such metric.</summary>
    internal async Task<double?> MetricAsync(EndpointRecord endpoint, string metric, CancellationToken cancel)
    {
        string page;
        try
        {
            page = await _http.GetStringAsync(new Uri(endpoint.Url + "/metrics"), cancel);
        }
        catch (HttpRequestException)
        {
            return null;
        }

        var line = page.Split('\n').FirstOrDefault(line => line.StartsWith(metric, StringComparison.Ordinal));
        return line is not null && double.TryParse(line[(line.LastIndexOf(' ') + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private async Task<Frame> InputsOfAsync(EndpointRecord endpoint, Frame rows, CancellationToken cancel)
    {
        using var request = Authorized(endpoint, HttpMethod.Get, "", null, "");
        using var metadata = await ReadAsync(await AskAsync(endpoint, request, cancel), endpoint, cancel);
        var known = metadata.RootElement.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("name").GetString()!).ToArray();
        return rows.Select(known.Where(rows.Has));
    }

    // A batch has time: an endpoint that is busy with others, or changing its version, is asked again.
    private async Task<Frame> SendPatientlyAsync(EndpointRecord endpoint, Frame rows, CancellationToken cancel)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                return await SendBytesAsync(endpoint, rows, cancel);
            }
            catch (PlatformException busy) when ((busy.Code == EndpointErrors.Overloaded || busy.Code == EndpointErrors.NotReady) && pause < LongestPause)
            {
                await Task.Delay(pause, _platform.Time, cancel);
                pause *= 2;
            }
        }
    }

    private async Task<Frame> SendBytesAsync(EndpointRecord endpoint, Frame rows, CancellationToken cancel)
    {
        var (bytes, head) = InferenceBytes.Request(rows, NewId.Uuid(_platform.Time));
        using var request = Authorized(endpoint, HttpMethod.Post, "/infer", bytes, "application/octet-stream");
        request.Headers.Add(InferenceBytes.HeadLength, head.ToString(CultureInfo.InvariantCulture));
        using var answer = await AskAsync(endpoint, request, cancel);
        if (!answer.IsSuccessStatusCode)
            throw Refusal(await answer.Content.ReadAsStringAsync(cancel), endpoint);
        var body = await answer.Content.ReadAsByteArrayAsync(cancel);
        var length = answer.Headers.TryGetValues(InferenceBytes.HeadLength, out var said) && int.TryParse(said.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : body.Length;
        return InferenceBytes.Outputs(body, length);
    }

    private HttpRequestMessage Authorized(EndpointRecord endpoint, HttpMethod method, string verb, byte[]? body, string type)
    {
        var request = new HttpRequestMessage(method, new Uri($"{endpoint.Url}/v2/models/{endpoint.Name}{verb}"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        if (endpoint.TokenRequired && Token() is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    // A job acts with its own token, a notebook with the owner's.
    private string? Token() =>
        Environment.GetEnvironmentVariable(ProcessVariables.Token) is { Length: > 0 } own ? own
        : File.Exists(_platform.Home.TokenFile) ? File.ReadAllText(_platform.Home.TokenFile).Trim() : null;

    private async Task<HttpResponseMessage> AskAsync(EndpointRecord endpoint, HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await _http.SendAsync(request, cancel);
        }
        catch (HttpRequestException unreachable)
        {
            throw new PlatformException(EndpointErrors.NotReady, $"The endpoint `{endpoint.Name}` does not answer at {endpoint.Url}.", "The control plane brings it back; `mlplatform endpoints show " + endpoint.Name + "` says how it is.", unreachable);
        }
    }

    private async Task<JsonDocument> SendAsync(EndpointRecord endpoint, Frame inputs, DateTimeOffset? at, bool explain, CancellationToken cancel)
    {
        using var request = Authorized(endpoint, HttpMethod.Post, "/infer", InferenceJson.Request(inputs, NewId.Uuid(_platform.Time), at, explain), "application/json");
        return await ReadAsync(await AskAsync(endpoint, request, cancel), endpoint, cancel);
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, EndpointRecord endpoint, CancellationToken cancel)
    {
        using var _ = response;
        var text = await response.Content.ReadAsStringAsync(cancel);
        if (response.IsSuccessStatusCode)
            return JsonDocument.Parse(text);
        throw Refusal(text, endpoint);
    }

    // The server's texts end with their code in parentheses; the code's own explanation then serves `mlplatform explain`.
    private static PlatformException Refusal(string text, EndpointRecord endpoint)
    {
        var message = text;
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error))
                message = error.GetString() ?? text;
        }
        catch (JsonException)
        {
            message = $"The endpoint `{endpoint.Name}` answered with something that is not JSON.";
        }

        var code = CodeInParentheses().Match(message);
        return code.Success && ErrorCatalog.ById.TryGetValue(code.Groups[1].Value, out var known)
            ? new PlatformException(known, message[..code.Index].TrimEnd())
            : new PlatformException(EndpointErrors.BadRequest, message);
    }

    [GeneratedRegex(@"\((MLP-[A-Z]+-\d{4})\)\s*$")]
    private static partial Regex CodeInParentheses();
}
