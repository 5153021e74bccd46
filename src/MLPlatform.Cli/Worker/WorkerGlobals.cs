using MLPlatform.Sdk;
using MLPlatform.Sdk.Runs;

namespace MLPlatform.Cli.Worker;

/// <summary>What a training cell sees by name, beside its inputs.</summary>
public sealed class WorkerGlobals(Platform platform, ActiveRun activeRun)
{
#pragma warning disable IDE1006 // The names notebooks type.
    public Platform ml => platform;

    /// <summary>The run this job writes.</summary>
    public ActiveRun run => activeRun;
#pragma warning restore IDE1006
}
