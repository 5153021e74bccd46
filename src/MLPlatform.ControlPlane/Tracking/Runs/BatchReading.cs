using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Tracking.LoggedModels;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Runs;

/// <summary>Reads and checks what is logged to a run; refusals name the element.</summary>
internal static class BatchReading
{
    public static Metric Metric(string key, double value, long timestamp, long step, string prefix)
    {
        Names.Key(key, prefix + (prefix.Length == 0 ? "name" : ".name"));
        if (timestamp < 0)
        {
            throw MlflowRefusal.Invalid(
                $"Invalid value {timestamp} for parameter '{prefix}{(prefix.Length == 0 ? "" : ".")}timestamp' supplied: metric '{key}' (value={value}). Timestamp must be a nonnegative long (64-bit integer)");
        }

        return new Metric(key, value, timestamp, step);
    }

    public static Param Param(string key, string value, string path) => new(Names.Key(key, path), Names.Cut(value, Limits.ParamValue));

    public static Tag Tag(string key, string value, string path) => new(Names.Key(key, path), Names.Cut(value, Limits.RunTagValue));

    public static (List<Metric> Metrics, List<Param> Params, List<Tag> Tags) Batch(MlflowRequest request)
    {
        var metrics = request.Objects("metrics");
        var parameters = request.Objects("params");
        var tags = request.Objects("tags");
        RefuseIncomplete(request, "metrics", metrics, "key", "value", "timestamp");
        RefuseIncomplete(request, "params", parameters, "key");
        RefuseIncomplete(request, "tags", tags, "key");
        Most("metrics", Limits.MetricsPerBatch, metrics.Count);
        Most("params", Limits.ParamsPerBatch, parameters.Count);
        Most("tags", Limits.TagsPerBatch, tags.Count);
        Most("metrics, params, and tags", Limits.EntitiesPerBatch, metrics.Count + parameters.Count + tags.Count);
        var read = (
            Metrics: metrics.Select(item => Metric(item.RequiredText("key"), item.RequiredDouble("value"), item.RequiredLong("timestamp"), item.Long("step") ?? 0, item.Path)).ToList(),
            Params: parameters.Select(item => Param(item.RequiredText("key"), item.Text("value") ?? "", item.Path + ".key")).ToList(),
            Tags: tags.Select(item => Tag(item.RequiredText("key"), item.Text("value") ?? "", item.Path + ".key")).ToList());
        RefuseRepeated(read.Params);
        return read;
    }

    /// <summary>The metrics of a batch that also belong to a logged model.</summary>
    public static List<ModelMetric> OfModels(MlflowRequest request, string run) =>
        request.Objects("metrics").Where(item => item.Has("model_id")).Select(item => new ModelMetric(
            item.RequiredText("key"), item.RequiredDouble("value"), item.RequiredLong("timestamp"), item.Long("step") ?? 0, item.RequiredText("model_id"), item.Text("dataset_name"), item.Text("dataset_digest"), run)).ToList();

    // A lacking field is told as a fault of the whole list.
    private static void RefuseIncomplete(MlflowRequest request, string field, IReadOnlyList<MlflowObject> items, params ReadOnlySpan<string> required)
    {
        foreach (var item in items)
        {
            foreach (var name in required)
            {
                if (!item.Has(name))
                    throw new MlflowValue(field, request.Field(field)!.Value).Wrong();
            }
        }
    }

    private static void RefuseRepeated(List<Param> parameters)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeated = parameters.Where(parameter => !seen.Add(parameter.Key)).Select(parameter => $"'{parameter.Key}'").ToList();
        if (repeated.Count > 0)
        {
            throw MlflowRefusal.Invalid(
                $"Duplicate parameter keys have been submitted: [{string.Join(", ", repeated)}]. Please ensure the request contains only one param value per param key.");
        }
    }

    private static void Most(string what, int limit, int count)
    {
        if (count > limit)
            throw MlflowRefusal.Invalid($"A batch logging request can contain at most {limit} {what}. Got {count} {what}. Please split up {what} across multiple requests and try again.");
    }
}
