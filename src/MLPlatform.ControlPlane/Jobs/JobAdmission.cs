using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Text;
using MLPlatform.Targets;
using MLPlatform.Targets.Prices;

namespace MLPlatform.ControlPlane.Jobs;

/// <summary>Whether a workload may become a job, and what it will cost: asked before anything starts.</summary>
internal sealed class JobAdmission(IReadOnlyDictionary<string, ITarget> targets, Func<string, bool> hasBlob, string homeFolder)
{
    public IReadOnlyDictionary<string, ITarget> Targets => targets;

    /// <exception cref="PlatformException">No such target, or it cannot run this; a missing input; a budget without a price; a workload that is no job.</exception>
    public JobEstimate Check(SubmitJob request)
    {
        var spec = request.Spec;
        if (!targets.TryGetValue(request.Target, out var target))
            throw new PlatformException(JobErrors.UnknownTarget, $"There is no target `{request.Target}`.", Nearest.To(request.Target, targets.Keys) is { } near ? $"Did you mean `{near}`?" : $"The targets are {string.Join(", ", targets.Keys)}.");
        if (spec.Kind != WorkloadKind.Job || spec.Command.Count == 0 || spec.Retries is < 0 or > 10)
            throw new PlatformException(PlatformErrors.BadRequest, $"The workload `{spec.Name}` is no job, has no command or wants `{spec.Retries}` retries.", "A job has a command and 0 to 10 retries.");
        if (spec.BudgetUsd <= 0 || spec.Timeout <= TimeSpan.Zero || spec.Resources.CpuCores < 0 || spec.Resources.MemoryBytes < 0 || spec.Resources.Gpus < 0)
            throw new PlatformException(PlatformErrors.BadRequest, $"The workload `{spec.Name}` has a budget, timeout or limit below zero.", "Leave out what has no limit.");
        foreach (var output in spec.Outputs ?? [])
        {
            if (Path.IsPathRooted(output) || output.Split('/').Contains(".."))
                throw new PlatformException(PlatformErrors.BadRequest, $"The output `{output}` leaves the job's folder.", "Use a relative path without `..`.");
        }

        return Estimate(request, target);
    }

    /// <exception cref="PlatformException"><see cref="JobErrors.InputMissing"/>.</exception>
    public void RequireInputs(WorkloadSpec spec)
    {
        foreach (var input in spec.Inputs)
        {
            if (!hasBlob(input.Sha256))
                throw new PlatformException(JobErrors.InputMissing, $"The input `{input.Path}` (sha256 `{input.Sha256}`) is not in the store.", "Upload it, then submit again.");
        }
    }

    private JobEstimate Estimate(SubmitJob request, ITarget target)
    {
        var spec = request.Spec;
        var where = target.Estimate(spec).Where;
        var price = PriceTable.Load(homeFolder).Of(request.Target, spec.Resources);
        if (spec.BudgetUsd is { } wanted && price is null)
            throw new PlatformException(JobErrors.NoPrice, $"There is no price for `{request.Target}`{(spec.Resources.Gpus > 0 ? $" with GPU `{spec.Resources.GpuType ?? "of any type"}`" : "")}, so a budget of {wanted.ToString(CultureInfo.InvariantCulture)} USD cannot be kept.", $"Add `{request.Target},hour,PRICE,DATE` to {PriceTable.FileName} in the platform home.");
        var longest = price is null || spec.Timeout is not { } timeout ? null : (decimal?)(price.Of(timeout) * (spec.Retries + 1));
        return new JobEstimate(
            request.Target,
            where,
            price?.UsdPerHour,
            price?.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            price?.UsdPerHour == 0 ? 0 : spec.BudgetUsd is { } budget ? Math.Min(budget, longest ?? budget) : longest,
            spec.Inputs.Sum(input => input.Bytes));
    }
}
