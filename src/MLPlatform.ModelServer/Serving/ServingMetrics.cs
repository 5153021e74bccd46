using System.Collections.Concurrent;
using MLPlatform.Hosting.Metrics;

namespace MLPlatform.ModelServer.Serving;

/// <summary>What the endpoint counts, in Prometheus' text at <c>/metrics</c>.</summary>
internal sealed class ServingMetrics
{
    private readonly MetricsRegistry _registry = new();
    private readonly Dictionary<(string Protocol, int Class), Counter> _requests = [];
    private readonly ConcurrentDictionary<string, VersionMetrics> _versions = new();
    private readonly string _endpoint;

    public ServingMetrics(string endpoint)
    {
        _endpoint = endpoint;
        var model = ("endpoint", endpoint);
        foreach (var protocol in new[] { "oip", "mlflow", "grpc" })
            foreach (var status in new[] { 2, 4, 5 })
                _requests[(protocol, status)] = _registry.Counter("mlplatform_requests_total", "Prediction requests by protocol and status class.", model, ("protocol", protocol), ("code", $"{status}xx"));
        Duration = _registry.Histogram("mlplatform_request_duration_seconds", "Time from the first byte read to the last byte written.", Histogram.Latencies, model);
        Rows = _registry.Counter("mlplatform_predicted_rows_total", "Rows predicted.", model);
        InFlight = _registry.Gauge("mlplatform_requests_in_flight", "Prediction requests being answered.", model);
        Lookups = _registry.Counter("mlplatform_feature_lookups_total", "Round trips to the feature server.", model);
        CapturedRows = _registry.Counter("mlplatform_captured_rows_total", "Rows kept for monitoring.", model);
        CaptureDropped = _registry.Counter("mlplatform_capture_dropped_total", "Sampled requests that could not be kept.", model);
    }

    public Histogram Duration { get; }

    public Counter Rows { get; }

    public Gauge InFlight { get; }

    public Counter Lookups { get; }

    public Counter CapturedRows { get; }

    public Counter CaptureDropped { get; }

    public Counter Requests(string protocol, int status) => _requests[(protocol, status < 400 ? 2 : status < 500 ? 4 : 5)];

    /// <summary>The series of one model version; a version that is loaded again goes on counting.</summary>
    public VersionMetrics Of(string version) => _versions.GetOrAdd(version, name => new VersionMetrics(_registry, _endpoint, name));

    public string ToText()
    {
        foreach (var version in _versions.Values)
            version.Refresh();
        return _registry.ToText();
    }
}
