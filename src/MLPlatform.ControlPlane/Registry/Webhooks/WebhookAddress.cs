using System.Net;
using System.Net.Sockets;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry.Webhooks;

/// <summary>Where webhooks may go: out, not to this machine or its network, which the caller of this server may not reach otherwise.</summary>
internal static class WebhookAddress
{
    public static string Check(string url, bool allowPrivate)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
            throw MlflowRefusal.Invalid($"Invalid webhook URL: '{url}'. It must be an http or https URL without a user.");
        if (!allowPrivate && (uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && !IsPublic(address))))
            throw MlflowRefusal.Invalid($"Invalid webhook URL: '{url}'. It must not point to a private address.");
        return url;
    }

    /// <summary>Connects to an address of the host that is allowed. Checked here and not before, so that a name cannot change its mind in between.</summary>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, bool allowPrivate, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(host.Host, cancel).ConfigureAwait(false);
        if (!allowPrivate && Array.Find(addresses, address => !IsPublic(address)) is { } inner)
            throw new HttpRequestException($"{host.Host} is {inner}, a private address");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return false;
        var bytes = address.GetAddressBytes();
        if (bytes.Length == 16)
        {
            return !(address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any)
                || bytes is [0x00, 0x64, 0xFF, 0x9B, ..] or [0x20, 0x02, ..]);
        }

        return bytes is not ([0 or 10 or 127 or >= 224, ..] or [100, >= 64 and <= 127, ..] or [169, 254, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [192, 0, 0, _] or [198, 18 or 19, ..]);
    }
}
