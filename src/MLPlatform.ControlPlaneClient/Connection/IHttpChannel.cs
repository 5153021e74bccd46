namespace MLPlatform.ControlPlaneClient.Connection;

/// <summary>Sends requests to one server, whose address may change between calls.</summary>
internal interface IHttpChannel
{
    /// <param name="request">Makes the request with a relative address; called again when the call has to be repeated.</param>
    /// <exception cref="Contracts.Errors.PlatformException">The server cannot be reached. An answer of any status is returned.</exception>
    Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancel);
}
