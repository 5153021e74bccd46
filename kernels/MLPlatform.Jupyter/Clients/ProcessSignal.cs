using System.Runtime.InteropServices;

namespace MLPlatform.Jupyter.Clients;

/// <summary>Signals, which .NET sends only to end a process.</summary>
public static class ProcessSignal
{
    private const int Sigint = 2;

    /// <summary>What Ctrl-C sends.</summary>
    /// <returns>False when there is no such process.</returns>
    public static bool Interrupt(int processId) => Kill(processId, Sigint) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
