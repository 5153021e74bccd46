namespace Benchmarks.Joins;

/// <summary>What keys and facts look like.</summary>
/// <param name="Views">Views joined in one go; the facts are divided among them.</param>
internal sealed record JoinCase(string Name, bool Text, bool Sparse, bool Ordered, int Views, double Limit);
