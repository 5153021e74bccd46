namespace MLPlatform.Contracts.Time;

/// <summary>Times inside the product: int64 microseconds since 1970-01-01 UTC. MLflow's edge speaks milliseconds.</summary>
public static class UnixMicros
{
    public const long PerMillisecond = 1_000;

    public const long PerSecond = 1_000_000;

    public static long Now(TimeProvider time) => From(time.GetUtcNow());

    public static long From(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static long From(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToInstant(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
