namespace MLPlatform.Hosting.Metrics;

/// <summary>A number that goes up and down.</summary>
public sealed class Gauge
{
    private long _value;

    internal Gauge()
    {
    }

    public long Value => Interlocked.Read(ref _value);

    public void Add(long amount) => Interlocked.Add(ref _value, amount);

    public void Set(long value) => Interlocked.Exchange(ref _value, value);
}
