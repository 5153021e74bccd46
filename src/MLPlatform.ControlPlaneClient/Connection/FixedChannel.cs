using System.Net.Http.Headers;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlaneClient.Connection;

/// <summary>The way to a server someone else runs, such as a team's MLflow server.</summary>
internal sealed class FixedChannel(HttpClient http, Uri address, AuthenticationHeaderValue? authorization) : IHttpChannel
{
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancel)
    {
        using var message = request();
        // A server behind a path prefix keeps it: http://host/mlflow + /api/2.0/… → http://host/mlflow/api/2.0/….
        message.RequestUri = new Uri(address.AbsoluteUri.TrimEnd('/') + message.RequestUri!.OriginalString);
        message.Headers.Authorization = authorization;
        try
        {
            return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException failure)
        {
            throw new PlatformException(TrackingErrors.ServerRefused, $"The tracking server `{address}` does not answer: {failure.Message}.", "Check MLFLOW_TRACKING_URI.", failure);
        }
    }
}
