using System.Buffers.Binary;
using System.Text;

namespace MLPlatform.Jupyter.Zmtp;

/// <summary>The handshake's READY: a command name, then properties of one-byte name length, name, four-byte value length, value.</summary>
internal sealed record ReadyCommand(string SocketType, byte[] Identity)
{
    private static ReadOnlySpan<byte> Name => "\u0005READY"u8;

    public byte[] Encode()
    {
        using var body = new MemoryStream();
        body.Write(Name);
        Property(body, "Socket-Type", Encoding.ASCII.GetBytes(SocketType));
        if (Identity.Length > 0)
            Property(body, "Identity", Identity);
        return body.ToArray();
    }

    /// <exception cref="ZmtpException">Not a READY command, or torn.</exception>
    public static ReadyCommand Decode(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Name))
            throw new ZmtpException(body.StartsWith("\u0005ERROR"u8) ? "The peer refused the handshake." : "READY was expected.");
        body = body[Name.Length..];
        string? type = null;
        byte[] identity = [];
        while (!body.IsEmpty)
        {
            var name = Take(ref body, Take(ref body, 1)[0]);
            var value = Take(ref body, BinaryPrimitives.ReadInt32BigEndian(Take(ref body, sizeof(int))));
            if (Ascii(name, "socket-type"))
                type = Encoding.ASCII.GetString(value);
            else if (Ascii(name, "identity"))
                identity = value.ToArray();
        }

        return new ReadyCommand(type ?? throw new ZmtpException("READY without a Socket-Type."), identity);
    }

    private static bool Ascii(ReadOnlySpan<byte> name, string expected) => System.Text.Ascii.EqualsIgnoreCase(name, expected);

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> body, int count)
    {
        if (count < 0 || count > body.Length)
            throw new ZmtpException("A torn READY command.");
        var taken = body[..count];
        body = body[count..];
        return taken;
    }

    private static void Property(MemoryStream body, string name, ReadOnlySpan<byte> value)
    {
        body.WriteByte((byte)name.Length);
        body.Write(Encoding.ASCII.GetBytes(name));
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        body.Write(length);
        body.Write(value);
    }
}
