using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Hosting.Sockets;

/// <summary>Who is at the other end of a Unix socket, by the kernel's word.</summary>
public static partial class PeerCredentials
{
    // asm-generic/socket.h
    private const int SocketLevel = 1;
    private const int PeerCredentialsOption = 17;

    /// <returns>The peer's user id.</returns>
    public static uint UserOf(Socket socket)
    {
        // struct ucred { pid_t pid; uid_t uid; gid_t gid; }
        Span<int> credentials = stackalloc int[3];
        socket.GetRawSocketOption(SocketLevel, PeerCredentialsOption, MemoryMarshal.AsBytes(credentials));
        return (uint)credentials[1];
    }

    /// <exception cref="PlatformException"><see cref="PlatformErrors.PeerRefused"/> when the peer is another user.</exception>
    public static void Check(Socket socket)
    {
        if (UserOf(socket) is var peer && peer != EffectiveUser())
            throw new PlatformException(PlatformErrors.PeerRefused, $"User `{peer}` connected to a socket that serves user `{EffectiveUser()}` only.", "Use your own platform home.");
    }

    /// <summary>Kestrel connection middleware that closes connections of other users before a byte is read.</summary>
    internal static ConnectionDelegate RequireSameUser(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            Check(socket);
        return next(connection);
    };

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
