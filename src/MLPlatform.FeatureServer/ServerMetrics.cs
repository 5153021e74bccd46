using MLPlatform.Features.Online;
using MLPlatform.Hosting.Metrics;

namespace MLPlatform.FeatureServer;

/// <summary>What <c>/metrics</c> tells.</summary>
internal sealed class ServerMetrics
{
    private readonly Histogram _reads;
    private readonly Histogram _writes;
    private readonly Counter _refusals;

    public ServerMetrics(MetricsRegistry registry)
    {
        Registry = registry;
        _reads = registry.Histogram("mlplatform_features_read_seconds", "Time to answer a read, all its views.", Histogram.Latencies);
        _writes = registry.Histogram("mlplatform_features_write_seconds", "Time to write a batch, its checkpoint included.", Histogram.Latencies);
        _refusals = registry.Counter("mlplatform_features_refusals_total", "Requests refused.");
        RowsRead = registry.Counter("mlplatform_features_rows_read_total", "Entity rows looked up, once per view.");
        RowsWritten = registry.Counter("mlplatform_features_rows_written_total", "Rows written and acknowledged.");
    }

    public MetricsRegistry Registry { get; }

    public Counter RowsRead { get; }

    public Counter RowsWritten { get; }

    public void Observe(OnlineMessageKind kind, TimeSpan elapsed, bool refused)
    {
        if (refused)
            _refusals.Add();
        else if (kind == OnlineMessageKind.Read)
            _reads.Observe(elapsed.TotalSeconds);
        else if (kind == OnlineMessageKind.Write)
            _writes.Observe(elapsed.TotalSeconds);
    }
}
