namespace MLPlatform.Hosting.Metrics;

/// <summary>A number that only grows.</summary>
public sealed class Counter
{
    private long _value;

    internal Counter()
    {
    }

    public long Value => Interlocked.Read(ref _value);

    public void Add(long amount = 1) => Interlocked.Add(ref _value, amount);
}
