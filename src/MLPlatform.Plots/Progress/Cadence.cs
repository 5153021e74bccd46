namespace MLPlatform.Plots.Progress;

/// <summary>Lets through at most one update per <paramref name="interval"/>.</summary>
internal sealed class Cadence(TimeProvider time, TimeSpan interval)
{
    private long? _last;

    public bool IsDue()
    {
        var now = time.GetTimestamp();
        if (_last is { } last && time.GetElapsedTime(last, now) < interval)
            return false;
        _last = now;
        return true;
    }
}
