using MLPlatform.Hosting.Metrics;

namespace MLPlatform.Hosting.Tests.Metrics;

public sealed class MetricsRegistryTests
{
    [Fact]
    public void ToText_is_prometheus_text()
    {
        var registry = new MetricsRegistry();
        registry.Counter("requests_total", "Requests.", ("path", "a\"b")).Add(3);
        registry.Counter("requests_total", "Requests.", ("path", "c")).Add();
        registry.Gauge("in_flight", "Now.").Set(-2);
        var histogram = registry.Histogram("seconds", "Latency.", [0.1, 1]);
        foreach (var value in new[] { 0.05, 0.1, 0.5, 7 })
            histogram.Observe(value);

        Assert.Equal(
            """
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{path="a\"b"} 3
            requests_total{path="c"} 1
            # HELP in_flight Now.
            # TYPE in_flight gauge
            in_flight -2
            # HELP seconds Latency.
            # TYPE seconds histogram
            seconds_bucket{le="0.1"} 2
            seconds_bucket{le="1"} 3
            seconds_bucket{le="+Inf"} 4
            seconds_sum 7.65
            seconds_count 4

            """,
            registry.ToText());
    }

    [Fact]
    public void Observe_from_many_threads_loses_nothing()
    {
        var histogram = new MetricsRegistry().Histogram("h", "", [1]);

        Parallel.For(0, 10_000, _ => histogram.Observe(0.5));

        Assert.Equal((5000.0, 10_000L), (histogram.Sum, histogram.Cumulative().Last().Count));
    }
}
