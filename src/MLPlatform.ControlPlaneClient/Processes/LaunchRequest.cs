namespace MLPlatform.ControlPlaneClient.Processes;

/// <summary>A process to start in its own session, so that it outlives this one and its terminal.</summary>
/// <param name="Command">Program (an absolute path, or a name looked up in PATH) and arguments.</param>
/// <param name="Folder">Working directory.</param>
/// <param name="LogFile">Standard output and error are appended here; standard input is empty.</param>
public sealed record LaunchRequest(IReadOnlyList<string> Command, string Folder, string LogFile)
{
    /// <summary>Added to this process's environment; a null value removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Processor numbers the process may use; empty for those of this process.</summary>
    public IReadOnlyList<int> Processors { get; init; } = [];

    /// <summary>0 to 19: how far the process steps back when others want the processor.</summary>
    public int Niceness { get; init; }
}
