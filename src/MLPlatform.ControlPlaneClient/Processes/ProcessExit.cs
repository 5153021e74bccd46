using System.Globalization;

namespace MLPlatform.ControlPlaneClient.Processes;

/// <summary>How a process ended. Both are null when the process was another one's child: only its parent learns the status.</summary>
public sealed record ProcessExit(int? Code, int? Signal)
{
    public static readonly ProcessExit Unknown = new(null, null);

    public override string ToString() => this switch
    {
        { Signal: int signal } => $"ended by signal {signal.ToString(CultureInfo.InvariantCulture)} ({NameOf(signal)})",
        { Code: int code } => $"ended with exit code {code.ToString(CultureInfo.InvariantCulture)}",
        _ => "ended",
    };

    private static string NameOf(int signal) => signal switch
    {
        2 => "interrupt",
        6 => "abort",
        9 => "kill",
        11 => "segmentation fault",
        15 => "terminate",
        _ => "see signal(7)",
    };
}
