namespace MLPlatform.Jupyter.Zmtp;

/// <summary>The peer does not speak ZMTP 3 with the NULL mechanism, or broke a limit. The connection is of no more use.</summary>
public sealed class ZmtpException(string message) : IOException(message);
