using System.Net;
using System.Net.Http.Headers;
using MLPlatform.ControlPlane.Tests.Tracking;

namespace MLPlatform.ControlPlane.Tests.ArtifactApi;

public sealed class ArtifactFlowTests(MlflowServer server) : IClassFixture<MlflowServer>
{
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    [Fact]
    public async Task Put_then_list_get_and_delete()
    {
        var run = await server.NewRunAsync();
        await PutAsync($"0/{run}/artifacts/model/MLmodel", "flavors: {}");
        await PutAsync($"0/{run}/artifacts/ä b.txt", "hello");

        var root = await server.OkAsync("GET", $"artifacts/list?run_id={run}");
        Assert.Equal(["model dir", "ä b.txt 5"], root["files"]!.AsArray().Select(file => $"{file!["path"]} {(file["is_dir"]!.GetValue<bool>() ? "dir" : file["file_size"])}"));
        var inner = await server.OkAsync("GET", $"artifacts/list?run_id={run}&path=model");
        Assert.Equal("model/MLmodel", inner["files"]![0]!["path"]!.GetValue<string>());
        var proxied = await server.OkAsync("GET", $"{Proxy}?path=0/{run}/artifacts/model");
        Assert.Equal("MLmodel", proxied["files"]![0]!["path"]!.GetValue<string>());

        using var got = await server.Client.GetAsync($"/get-artifact?run_id={run}&path=model/MLmodel");
        Assert.Equal("flavors: {}", await got.Content.ReadAsStringAsync());
        Assert.Equal("attachment", got.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", got.Headers.GetValues("X-Content-Type-Options").Single());

        Assert.Equal("flavors: {}", await File.ReadAllTextAsync(Path.Combine(server.Artifacts.LocalPathOf($"mlflow-artifacts:/0/{run}/artifacts"), "model", "MLmodel")));
        await server.OkAsync("DELETE", $"{Proxy}/0/{run}/artifacts/model");
        Assert.Single((await server.OkAsync("GET", $"artifacts/list?run_id={run}"))["files"]!.AsArray());
    }

    [Fact]
    public async Task Get_with_a_range_sends_that_part()
    {
        await PutAsync("5/r/artifacts/digits", "0123456789");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Proxy}/5/r/artifacts/digits") { Headers = { Range = new RangeHeaderValue(3, 5) } };
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("345", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Put_over_a_file_replaces_it_and_over_a_folder_is_refused()
    {
        await PutAsync("6/a/b", "old and longer");
        await PutAsync("6/a/b", "new");
        Assert.Equal("new", await server.Client.GetStringAsync($"{Proxy}/6/a/b"));
        using var body = new StringContent("x");
        using var refused = await server.Client.PutAsync($"{Proxy}/6/a", body);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Put_of_a_body_larger_than_Kestrels_default_limit_is_stored_whole()
    {
        using var body = new ByteArrayContent(new byte[40_000_000]);
        using var response = await server.Client.PutAsync($"{Proxy}/7/big", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(40_000_000, new FileInfo(Path.Combine(server.ArtifactFolder, "7", "big")).Length);
    }

    [Fact]
    public async Task Put_from_a_client_that_dies_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        using var body = new DyingContent(cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => server.Client.PutAsync($"{Proxy}/8/half", body, cancel.Token));

        var deadline = DateTimeOffset.UtcNow.AddSeconds(30);
        var folder = Path.Combine(server.ArtifactFolder, "8");
        while (Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any() && DateTimeOffset.UtcNow < deadline)
            await Task.Delay(20);
        Assert.False(Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any());
    }

    [Fact]
    public async Task A_presigned_address_opens_one_file_for_one_use()
    {
        var run = await server.NewRunAsync();
        var put = (await server.OkAsync("POST", "artifacts/presigned-upload-url", new { run_id = run, path = "model/a b.txt" }))["presigned_url"]!.GetValue<string>();
        var get = (await server.OkAsync("GET", $"artifacts/presigned-download-url?run_id={run}&path=model/a+b.txt&expiration=60"))["presigned_url"]!.GetValue<string>();
        using var body = new StringContent("hello");
        using var stored = await server.Client.PutAsync(put, body);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.Equal("hello", await server.Client.GetStringAsync(get));

        foreach (var (method, address) in new[] { (HttpMethod.Put, get), (HttpMethod.Get, put), (HttpMethod.Get, get.Replace("a%20b", "c", StringComparison.Ordinal)), (HttpMethod.Get, get.Replace("/signed-artifacts/", "/signed-artifacts/9", StringComparison.Ordinal)), (HttpMethod.Get, server.Client.BaseAddress + "api/v1/signed-artifacts/1/2") })
        {
            using var request = new HttpRequestMessage(method, address);
            using var refused = await server.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Theory]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("a/%252e%252e/%252e%252e/%252e%252e/etc/passwd")]
    [InlineData("a%5c..%5cb")]
    [InlineData("%2fetc%2fpasswd")]
    [InlineData("C:%5cb")]
    [InlineData("a%23b")]
    [InlineData("a%00b")]
    public async Task No_path_leaves_the_folder(string path)
    {
        using var got = await server.Client.GetAsync($"{Proxy}/{path}");
        Assert.True(got.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{got.StatusCode}");
        using var body = new StringContent("x");
        using var put = await server.Client.PutAsync($"{Proxy}/{path}", body);
        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
    }

    private async Task PutAsync(string path, string text)
    {
        using var body = new StringContent(text);
        using var response = await server.Client.PutAsync($"{Proxy}/{path}", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Sends a little, then its client goes away.</summary>
    private sealed class DyingContent(CancellationTokenSource cancel) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[100_000]);
            await stream.FlushAsync();
            await cancel.CancelAsync();
            throw new IOException("the client died");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 10_000_000;
            return true;
        }
    }
}
