namespace MLPlatform.Features.Join;

/// <summary>The moments of a join in one shape: for each feature row when it happened and became known, for each entity row when it asks.</summary>
/// <param name="Ids">Key of each feature row, -1 for none.</param>
/// <param name="Happened">Event time of each feature row; <see cref="long.MinValue"/> for facts that always hold.</param>
/// <param name="Known">When each feature row became known, <see cref="long.MaxValue"/> for never; empty when known as it happens.</param>
/// <param name="Asked">Key of each entity row, -1 for none.</param>
/// <param name="At">Time of each entity row; rows without one have <see cref="Asked"/> -1.</param>
/// <param name="Ttl">Microseconds; <see cref="long.MaxValue"/> for ever.</param>
internal sealed record JoinTimes(int[] Ids, int KeyCount, ReadOnlyMemory<long> Happened, ReadOnlyMemory<long> Known, int[] Asked, ReadOnlyMemory<long> At, long Ttl, Leak Leak, int Threads)
{
    /// <summary>The oldest moment still valid at a time; saturates.</summary>
    public static long Oldest(long at, long ttl) => ttl == long.MaxValue || at < long.MinValue + ttl ? long.MinValue : at - ttl;
}
