using System.Globalization;
using System.Text.Json;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Sdk.Endpoints;

/// <summary>One answer of an endpoint.</summary>
/// <param name="Outputs">Output → value.</param>
/// <param name="Features">What the server looked up, as it reported it: name → value, and for keys it did not find the status.</param>
/// <param name="Elapsed">As this process saw it, request to answer.</param>
public sealed record Prediction(string Endpoint, IReadOnlyDictionary<string, double> Outputs, IReadOnlyList<(string Name, string Value)> Features, TimeSpan Elapsed) : IShown
{
    /// <summary>The first output.</summary>
    public double Value => Outputs.Values.First();

    public MimeBundle ToBundle() => new Report(string.Create(CultureInfo.InvariantCulture, $"{string.Join(" · ", Outputs.Select(output => string.Create(CultureInfo.InvariantCulture, $"**{output.Value:0.000}** {output.Key}")))} from `{Endpoint}` in {Elapsed.TotalMilliseconds:0.0} ms"))
    {
        Details = [.. Features.Select(feature => new Detail(feature.Name, feature.Value))],
    }.ToBundle();

    internal static Prediction Of(string endpoint, JsonElement answer, TimeSpan elapsed)
    {
        var outputs = InferenceJson.Outputs(answer).ToDictionary(column => column.Name, column => column.ToDoubles()[0]);
        var features = new List<(string, string)>();
        if (answer.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object)
        {
            if (parameters.TryGetProperty("features", out var used))
                features.AddRange(used.EnumerateArray().Select(feature => (feature.GetProperty("name").GetString()!, $"{feature.GetProperty("values")[0].GetRawText()} from {feature.GetProperty("from").GetString()}")));
            if (parameters.TryGetProperty("lookups", out var lookups))
                features.AddRange(lookups.EnumerateArray().SelectMany(Absent));
        }

        return new Prediction(endpoint, outputs, features, elapsed);
    }

    private static IEnumerable<(string, string)> Absent(JsonElement lookup) => lookup.TryGetProperty("absent", out var absent)
        ? absent.EnumerateArray().Select(row => ($"{lookup.GetProperty("view").GetString()}@{lookup.GetProperty("version").GetRawText()}", row.GetProperty("status").GetString() == "NOT_FOUND" ? "nothing known of this key" : "known, but older than its time to live"))
        : [];
}
