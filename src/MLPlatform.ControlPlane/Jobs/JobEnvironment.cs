using MLPlatform.Contracts.Jobs;
using MLPlatform.ControlPlane.Access;
using MLPlatform.ControlPlaneClient.Configuration;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.ControlPlane.Jobs;

/// <summary>The variables an attempt starts with: the spec's own, its secrets resolved, and what lets it act as itself.</summary>
internal sealed class JobEnvironment(ISecretSource secrets, JobTokens tokens)
{
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(JobRecord job, CancellationToken cancel)
    {
        var variables = new Dictionary<string, string>(job.Spec.Environment, StringComparer.Ordinal);
        foreach (var (name, reference) in job.Spec.Secrets)
            variables[name] = await secrets.ResolveAsync(reference, cancel);
        // The fence: an attempt that is thought dead and is not can no longer write anything that counts.
        await tokens.RevokeAsync(job.Id);
        variables[ProcessVariables.Token] = await tokens.IssueAsync(job.Id, job.Principal, cancel);
        variables["MLPLATFORM_PROJECT"] = job.Principal.Project;
        return variables;
    }
}
