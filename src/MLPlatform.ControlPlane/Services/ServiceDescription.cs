using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlane.Services;

/// <summary>A process that is to run as long as someone wants it: a model server, the feature server.</summary>
/// <param name="Name">For logs: <c>endpoint flights</c>.</param>
/// <param name="Command">Program and arguments.</param>
/// <param name="Health">Answers <c>{"nonce": …}</c>.</param>
/// <param name="Ready">Answers 200 when requests can be served.</param>
/// <param name="Nonce">In the process's environment and on its health page; tells it from any other that took its port.</param>
/// <param name="DidNotStart">The refusal when it ends or stays silent before it is ready.</param>
internal sealed record ServiceDescription(string Name, IReadOnlyList<string> Command, string Folder, string LogFile, Uri Health, Uri Ready, string Nonce, ErrorCode DidNotStart)
{
    public const string NonceVariable = "MLPLATFORM_SERVICE_NONCE";
}
