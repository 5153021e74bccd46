using System.Security.Cryptography;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Connection;

namespace MLPlatform.ControlPlaneClient.Areas;

/// <summary>Files by the SHA-256 of their content, 64 lower-case hex digits.</summary>
public sealed class BlobsArea
{
    private readonly ApiCalls _calls;

    internal BlobsArea(ApiCalls calls) => _calls = calls;

    /// <summary>Stores a file unless its content is there already.</summary>
    /// <returns>The hash of its content.</returns>
    public async Task<string> PutFileAsync(string path, CancellationToken cancel = default)
    {
        string hash;
        await using (var file = File.OpenRead(path))
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
        if (!await HasAsync(hash, cancel))
        {
            using var response = await _calls.SendAsync(
                () => new HttpRequestMessage(HttpMethod.Put, PathOf(hash)) { Content = new StreamContent(File.OpenRead(path)) }, cancel);
        }

        return hash;
    }

    /// <summary>Stores bytes unless they are there already.</summary>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        if (!await HasAsync(hash, cancel))
        {
            using var response = await _calls.SendAsync(
                () => new HttpRequestMessage(HttpMethod.Put, PathOf(hash)) { Content = new ReadOnlyMemoryContent(content) }, cancel);
        }

        return hash;
    }

    public async Task<bool> HasAsync(string sha256, CancellationToken cancel = default)
    {
        using var response = await _calls.Channel.SendAsync(() => new HttpRequestMessage(HttpMethod.Head, PathOf(sha256)), cancel);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Writes the content to a stream.</summary>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.JobErrors.InputMissing"/> when it is not in the store.</exception>
    public async Task GetAsync(string sha256, Stream destination, CancellationToken cancel = default)
    {
        using var response = await _calls.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, PathOf(sha256)), cancel);
        await response.Content.CopyToAsync(destination, cancel);
    }

    private static string PathOf(string sha256) => $"{ApiRoutes.Blobs}/{Uri.EscapeDataString(sha256)}";
}
