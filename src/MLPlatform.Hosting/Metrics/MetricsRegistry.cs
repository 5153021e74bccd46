using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MLPlatform.Hosting.Metrics;

/// <summary>The metrics of one server, written in Prometheus' text format 0.0.4. Register once, keep the returned object, use it from any thread.</summary>
public sealed class MetricsRegistry
{
    private readonly Lock _gate = new();
    private readonly List<Family> _families = [];

    /// <param name="name">Such as <c>mlplatform_requests_total</c>.</param>
    /// <param name="labels">Label name and value pairs, fixed for this series.</param>
    public Counter Counter(string name, string help, params ReadOnlySpan<(string Name, string Value)> labels) => Add(name, "counter", help, labels, new Counter());

    public Gauge Gauge(string name, string help, params ReadOnlySpan<(string Name, string Value)> labels) => Add(name, "gauge", help, labels, new Gauge());

    public Histogram Histogram(string name, string help, IReadOnlyList<double> bounds, params ReadOnlySpan<(string Name, string Value)> labels) =>
        Add(name, "histogram", help, labels, new Histogram(bounds));

    /// <summary>Serves the registry at <c>/metrics</c>.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", context =>
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(ToText());
    });

    public string ToText()
    {
        var text = new StringBuilder();
        lock (_gate)
        {
            foreach (var family in _families)
            {
                text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Name} {family.Help}\n# TYPE {family.Name} {family.Type}\n");
                foreach (var (labels, metric) in family.Series)
                    Append(text, family.Name, labels, metric);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, string labels, object metric)
    {
        switch (metric)
        {
            case Counter counter: text.Append(CultureInfo.InvariantCulture, $"{name}{Braced(labels)} {counter.Value}\n"); break;
            case Gauge gauge: text.Append(CultureInfo.InvariantCulture, $"{name}{Braced(labels)} {gauge.Value}\n"); break;
            case Histogram histogram:
                var count = 0L;
                foreach (var (bound, cumulative) in histogram.Cumulative())
                {
                    var upper = double.IsInfinity(bound) ? "+Inf" : bound.ToString(CultureInfo.InvariantCulture);
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{Braced(labels.Length == 0 ? $"le=\"{upper}\"" : $"{labels},le=\"{upper}\"")} {cumulative}\n");
                    count = cumulative;
                }

                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{Braced(labels)} {histogram.Sum}\n{name}_count{Braced(labels)} {count}\n");
                break;
        }
    }

    private T Add<T>(string name, string type, string help, ReadOnlySpan<(string Name, string Value)> labels, T metric)
        where T : class
    {
        var pairs = new StringBuilder();
        foreach (var (label, value) in labels)
            pairs.Append(pairs.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{label}=\"{Escaped(value)}\"");
        lock (_gate)
        {
            var family = _families.Find(known => known.Name == name);
            if (family is null)
                _families.Add(family = new Family(name, type, help, []));
            family.Series.Add((pairs.ToString(), metric));
        }

        return metric;
    }

    private static string Braced(string labels) => labels.Length == 0 ? "" : "{" + labels + "}";

    private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed record Family(string Name, string Type, string Help, List<(string Labels, object Metric)> Series);
}
