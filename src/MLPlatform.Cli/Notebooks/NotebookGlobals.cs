using MLPlatform.Sdk;

namespace MLPlatform.Cli.Notebooks;

/// <summary>What every C# cell sees by name.</summary>
public sealed class NotebookGlobals(Platform platform)
{
#pragma warning disable IDE1006 // The name notebooks type.
    /// <summary>The platform: <c>ml.Features</c>, <c>ml.Runs</c>, <c>ml.Models</c>, <c>ml.Endpoints</c>, <c>ml.Monitor</c>, <c>ml.Jobs</c>.</summary>
    public Platform ml => platform;
#pragma warning restore IDE1006
}
