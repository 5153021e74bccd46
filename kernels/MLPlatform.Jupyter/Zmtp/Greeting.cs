namespace MLPlatform.Jupyter.Zmtp;

/// <summary>The 64 bytes both ends send first: signature FF…7F, version 3.0, mechanism NULL padded to 20 bytes, as-server 0, filler.</summary>
internal static class Greeting
{
    public const int Length = 64;
    private const int VersionAt = 10;
    private const int MechanismAt = 12;
    private const int MechanismLength = 20;

    public static byte[] Build()
    {
        var bytes = new byte[Length];
        bytes[0] = 0xFF;
        bytes[9] = 0x7F;
        bytes[VersionAt] = 3;
        "NULL"u8.CopyTo(bytes.AsSpan(MechanismAt));
        return bytes;
    }

    /// <exception cref="ZmtpException">Another protocol, an older version, or another mechanism.</exception>
    public static void Check(ReadOnlySpan<byte> peer)
    {
        if (peer[0] != 0xFF || (peer[9] & 1) == 0)
            throw new ZmtpException("The peer does not speak ZMTP.");
        if (peer[VersionAt] < 3)
            throw new ZmtpException($"The peer speaks ZMTP {peer[VersionAt]}; version 3 is needed.");
        if (!peer.Slice(MechanismAt, MechanismLength).TrimEnd((byte)0).SequenceEqual("NULL"u8))
            throw new ZmtpException("The peer wants a security mechanism other than NULL.");
    }
}
