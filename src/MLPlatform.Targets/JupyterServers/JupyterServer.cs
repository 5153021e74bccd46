using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Targets.JupyterServers;

/// <summary>The part of a Jupyter server's REST interface that carries files and opens kernels. One instance for one server.</summary>
internal sealed class JupyterServer(Uri url, string? token, HttpMessageHandler handler) : IDisposable
{
    // One PUT holds 512 MiB at most, and base64 in memory on both sides: larger files go in pieces.
    private const int ChunkBytes = 8 << 20;

    private readonly HttpClient _http = new(handler, disposeHandler: false) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(100) };

    public Uri Url => url;

    public string? Token => token;

    /// <summary>Makes a folder with its parents; the server answers 500 where a parent is missing.</summary>
    public async Task MakeFolderAsync(string path, CancellationToken cancel)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); ; slash = path.IndexOf('/', slash + 1))
        {
            using var made = await SendAsync(HttpMethod.Put, Contents(slash < 0 ? path : path[..slash]), new JsonObject { ["type"] = "directory" }, cancel);
            if (slash < 0)
                return;
        }
    }

    public async Task PutFileAsync(string path, string file, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(file);
        var chunk = new byte[ChunkBytes];
        long sent = 0;
        for (var number = 1; ; number++)
        {
            var read = await stream.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancel);
            var last = stream.Position == stream.Length;
            var body = new JsonObject { ["type"] = "file", ["format"] = "base64", ["content"] = Convert.ToBase64String(chunk.AsSpan(0, read)) };
            if (!last || number > 1)
                body["chunk"] = last ? -1 : number;
            using var answer = await SendAsync(HttpMethod.Put, Contents(path), body, cancel);
            sent += read;
            if (!last)
                continue;
            // Damaged base64 is taken without a word: what counts is the size that is told.
            var model = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel));
            if (model?["size"]?.GetValue<long?>() is { } size && size != sent)
                throw new PlatformException(JobErrors.TargetUnreachable, $"The Jupyter server at {url} stored {size} of {sent} bytes of `{path}`.", "Its disk may be full.");
            return;
        }
    }

    /// <summary>Bytes of a file from an offset on, at most a mebibyte of them.</summary>
    /// <returns>Null when there is no such file; empty when it has no more.</returns>
    public async Task<byte[]?> ReadAsync(string path, long offset, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, "files/" + Escape(path));
        // Closed at its end: of a file that grows meanwhile the server would send more than it announced.
        request.Headers.Range = new RangeHeaderValue(offset, offset + (1 << 20) - 1);
        using var answer = await _http.SendAsync(request, cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            return [];
        await RequireAsync(answer, cancel);
        var content = await answer.Content.ReadAsByteArrayAsync(cancel);
        // A range that covers the whole file is answered with the whole file.
        return answer.StatusCode == HttpStatusCode.OK && offset > 0 ? content[(int)Math.Min(offset, content.Length)..] : content;
    }

    /// <returns>Paths of all files below a folder, relative to it; null when there is no such folder.</returns>
    public async Task<IReadOnlyList<string>?> ListAsync(string folder, CancellationToken cancel, string below = "")
    {
        using var answer = await _http.SendAsync(Request(HttpMethod.Get, Contents(below.Length == 0 ? folder : $"{folder}/{below}") + "?content=1"), cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        await RequireAsync(answer, cancel);
        var files = new List<string>();
        foreach (var entry in JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!["content"]!.AsArray())
        {
            var name = (string)entry!["name"]!;
            var path = below.Length == 0 ? name : $"{below}/{name}";
            if ((string?)entry["type"] == "directory")
                files.AddRange(await ListAsync(folder, cancel, path) ?? []);
            else
                files.Add(path);
        }

        return files;
    }

    public async Task DeleteAsync(string path, CancellationToken cancel)
    {
        using var answer = await _http.SendAsync(Request(HttpMethod.Delete, Contents(path)), cancel);
        if (answer.StatusCode != HttpStatusCode.NotFound)
            await RequireAsync(answer, cancel);
    }

    /// <summary>A session, not a bare kernel: only then does every server start the kernel in the folder of the path.</summary>
    public async Task<(string Session, string Kernel)> OpenAsync(string path, CancellationToken cancel)
    {
        using var answer = await SendAsync(HttpMethod.Post, "api/sessions", new JsonObject { ["path"] = path, ["name"] = "", ["type"] = "notebook", ["kernel"] = new JsonObject { ["name"] = "python3" } }, cancel);
        var session = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!;
        return ((string)session["id"]!, (string)session["kernel"]!["id"]!);
    }

    public async Task CloseAsync(string session, CancellationToken cancel)
    {
        using var answer = await _http.SendAsync(Request(HttpMethod.Delete, "api/sessions/" + session), cancel);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonObject body, CancellationToken cancel)
    {
        var request = Request(method, path);
        request.Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        var answer = await _http.SendAsync(request, cancel);
        await RequireAsync(answer, cancel);
        return answer;
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.AcceptEncoding.ParseAdd("identity");
        // "Bearer" is refused by plain servers.
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("token", token);
        return request;
    }

    private async Task RequireAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.IsSuccessStatusCode)
            return;
        // Without a token the server complains of a missing XSRF argument: it means the same.
        if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
            throw new PlatformException(JobErrors.CannotRunThere, $"The Jupyter server at {url} refuses the token.", "Put its token into secrets/jupyter-token of the platform home, mode 600.");
        var said = await answer.Content.ReadAsStringAsync(cancel);
        throw new PlatformException(JobErrors.TargetUnreachable, $"The Jupyter server at {url} answered {(int)answer.StatusCode} to `{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath}`: {Message(said)}", "Look into its log.");
    }

    private static string Message(string said)
    {
        try
        {
            return (string?)JsonNode.Parse(said)?["message"] ?? "no reason given";
        }
        catch (JsonException)
        {
            return "no reason given";
        }
    }

    private static string Contents(string path) => "api/contents/" + Escape(path);

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
