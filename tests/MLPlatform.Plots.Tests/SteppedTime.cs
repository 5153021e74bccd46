namespace MLPlatform.Plots.Tests;

/// <summary>A clock that moves only when told to.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Step(TimeSpan by) => _ticks += by.Ticks;
}
