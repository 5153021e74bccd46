using System.Net.Http.Headers;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.ControlPlaneClient.Connection;

/// <summary>The way to the local control plane. A call that finds it dead starts it again, says so, and is sent once more.</summary>
internal sealed class ControlPlaneChannel(PlatformHome home, string project, StartMode start, HttpClient http, TimeProvider time) : IHttpChannel, IDisposable
{
    private static readonly TimeSpan ShutdownDeadline = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _finding = new(1, 1);
    private volatile ControlPlaneAddress? _address;

    /// <summary>Where lines such as "the control plane was restarted" go.</summary>
    public IProgress<string>? Notice { get; set; }

    public Uri Address => new(_address?.Url ?? throw new InvalidOperationException("Not connected yet."));

    public int ProcessId => _address?.ProcessId ?? 0;

    public async Task ConnectAsync(CancellationToken cancel)
    {
        _address = await ControlPlaneLocator.FindAsync(home, http, cancel);
        if (_address is not null)
            return;
        RefuseToStart();
        Notice?.Report("Starting the local control plane.");
        _address = await new ControlPlaneStarter(home, http, time).StartAsync(cancel);
    }

    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancel)
    {
        var address = _address!;
        try
        {
            return await SendOnceAsync(request, address, cancel);
        }
        // After a refused connection the server cannot have seen the request; after a broken one it may have, so only what can be repeated safely is.
        catch (HttpRequestException refused) when (refused.HttpRequestError == HttpRequestError.ConnectionError || CanBeRepeated(request))
        {
            return await SendOnceAsync(request, await FindAgainAsync(address, refused, cancel), cancel);
        }
        catch (HttpRequestException broken)
        {
            throw new PlatformException(PlatformErrors.Unreachable, $"The control plane at `{address.Url}` broke off the call: {broken.Message}", "Whether the call took effect is not known; look before you repeat it.", broken);
        }
    }

    /// <summary>Ends the control plane if it runs, and waits for its process to go.</summary>
    public async Task ShutdownAsync(CancellationToken cancel)
    {
        if (await ControlPlaneLocator.FindAsync(home, http, cancel) is not { } address)
        {
            await LeftProcesses.EndAsync(home, time);
            return;
        }

        using var response = await SendOnceAsync(() => new HttpRequestMessage(HttpMethod.Post, ApiRoutes.Shutdown), address, cancel);
        if (!response.IsSuccessStatusCode)
            throw new PlatformException(PlatformErrors.Unreachable, $"The control plane at `{address.Url}` refused to shut down: {(int)response.StatusCode}.", $"Its log is in `{home.Logs}`.");
        if (DetachedProcess.Adopt(new ProcessIdentity(address.ProcessId, address.StartTicks), time) is { } process)
            await process.Exited.WaitAsync(ShutdownDeadline, time, cancel);
    }

    public void Dispose()
    {
        _finding.Dispose();
        http.Dispose();
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> request, ControlPlaneAddress address, CancellationToken cancel)
    {
        using var message = request();
        message.RequestUri = new Uri(new Uri(address.Url), message.RequestUri!);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable(ProcessVariables.Token) is { Length: > 0 } own ? own : address.Token);
        message.Headers.Add(ApiRoutes.ProjectHeader, project);
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    private async Task<ControlPlaneAddress> FindAgainAsync(ControlPlaneAddress dead, HttpRequestException refused, CancellationToken cancel)
    {
        await _finding.WaitAsync(cancel);
        try
        {
            if (_address != dead)
                return _address!;
            var found = await ControlPlaneLocator.FindAsync(home, http, cancel);
            if (found is null)
            {
                RefuseToStart(refused);
                found = await new ControlPlaneStarter(home, http, time).StartAsync(cancel);
                Notice?.Report($"The control plane (process {dead.ProcessId}) was gone; it was started again as process {found.ProcessId}.");
            }

            _address = found;
            return found;
        }
        finally
        {
            _finding.Release();
        }
    }

    private static bool CanBeRepeated(Func<HttpRequestMessage> request)
    {
        using var message = request();
        return message.Method != HttpMethod.Post && message.Method != HttpMethod.Patch;
    }

    private void RefuseToStart(Exception? cause = null)
    {
        if (start == StartMode.Never)
            throw new PlatformException(PlatformErrors.Unreachable, $"No control plane runs for `{home.Folder}`.", "Start it: mlplatform up.", cause);
    }
}
