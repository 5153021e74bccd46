using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Jupyter;

namespace MLPlatform.Cli.Kernel;

/// <summary>The kernel's own words, for whoever started it. A peer that floods it with rubbish fills no disk.</summary>
internal sealed class KernelLog(TextWriter writer)
{
    private const int MaxDropped = 20;

    private int _dropped;

    public void Write(string line) => writer.WriteLine("mlplatform kernel: " + line);

    public void Dropped(string socket, JupyterProtocolException malformed)
    {
        var count = Interlocked.Increment(ref _dropped);
        if (count <= MaxDropped)
            Write(string.Create(CultureInfo.InvariantCulture, $"{malformed.Message} On {socket}; dropped ({CellErrors.KernelProtocol.Id}){(count == MaxDropped ? ". Further ones are dropped silently." : "")}"));
    }
}
