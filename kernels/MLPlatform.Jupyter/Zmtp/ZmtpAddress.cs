using System.Net;
using System.Net.Sockets;

namespace MLPlatform.Jupyter.Zmtp;

/// <summary>Where a socket listens, as a connection file says it.</summary>
/// <param name="Transport"><c>tcp</c> or <c>ipc</c>.</param>
/// <param name="Host">An IP address, or for <c>ipc</c> a path that the port is appended to with a dash.</param>
public sealed record ZmtpAddress(string Transport, string Host, int Port)
{
    internal EndPoint ToEndPoint() => Transport switch
    {
        "ipc" => new UnixDomainSocketEndPoint($"{Host}-{Port}"),
        _ => new IPEndPoint(Host is "*" or "" ? IPAddress.Any : Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Host), Port),
    };

    internal static Socket NewSocket(EndPoint endPoint) =>
        new(endPoint.AddressFamily, SocketType.Stream, endPoint is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
}
