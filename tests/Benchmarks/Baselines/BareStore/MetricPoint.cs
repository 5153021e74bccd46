using System.Text.Json;

namespace Benchmarks.Baselines.BareStore;

internal readonly record struct MetricPoint(string Key, double Value, long Timestamp, long Step)
{
    public static async Task<MetricPoint> ReadAsync(Stream body)
    {
        using var json = await JsonDocument.ParseAsync(body);
        var root = json.RootElement;
        return new MetricPoint(root.GetProperty("key").GetString()!, root.GetProperty("value").GetDouble(), root.GetProperty("timestamp").GetInt64(), root.GetProperty("step").GetInt64());
    }
}
