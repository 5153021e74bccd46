namespace MLPlatform.Features.Join;

/// <summary>The feature row that is right for each entity row.</summary>
/// <param name="Rows">Index of the feature row, or -1.</param>
/// <param name="Newest">When that row happened; <see cref="long.MinValue"/> for none and for facts that always hold.</param>
/// <param name="Leaky">Marks entity rows whose value became known after their time; empty when nothing leaks.</param>
internal sealed record Picks(int[] Rows, long[] Newest, bool[] Leaky);
