namespace MLPlatform.Features.Join;

/// <summary>Whether values that were not yet known are let in.</summary>
public enum Leak
{
    /// <summary>Only what was known at the time of prediction.</summary>
    None,

    /// <summary>What a careless join does: goes by the time facts happened, whether or not they were known. For showing the difference only.</summary>
    LatestValue,
}

/// <param name="Threads">0 for one per core.</param>
/// <param name="Progress">Told as each view begins and ends.</param>
public sealed record PullOptions(Leak Leak = Leak.None, int Threads = 0, IProgress<PullProgress>? Progress = null);

/// <param name="Step">What is being done, such as <c>reading flights</c>.</param>
/// <param name="Done">Steps finished of <paramref name="Of"/>.</param>
public sealed record PullProgress(string Step, int Done, int Of);
