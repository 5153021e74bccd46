using MLPlatform.Contracts.Endpoints;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Versions;

/// <summary>What one version did since it was loaded, for the comparison of a candidate with the version that serves.</summary>
internal sealed class VersionStats(int version)
{
    private readonly Lock _gate = new();
    private long _answered;
    private long _failed;
    private double _seconds;
    private long _scores;
    private double _mean;
    private double _squares;

    public void Answered(double seconds, Frame outputs)
    {
        lock (_gate)
        {
            _answered++;
            _seconds += seconds;
            if (outputs.Count == 0 || outputs[0] is not Column<double> scores)
                return;
            foreach (var score in scores.Values)
            {
                // Welford 1962.
                var before = score - _mean;
                _mean += before / ++_scores;
                _squares += before * (score - _mean);
            }
        }
    }

    public void Failed()
    {
        lock (_gate)
            _failed++;
    }

    public VersionTraffic Report()
    {
        lock (_gate)
        {
            return new VersionTraffic(
                version,
                _answered + _failed,
                _failed,
                _answered == 0 ? 0 : _seconds * 1000 / _answered,
                _scores == 0 ? null : _mean,
                _scores == 0 ? null : Math.Sqrt(_squares / _scores));
        }
    }
}
