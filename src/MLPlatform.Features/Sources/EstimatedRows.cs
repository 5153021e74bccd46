using System.Globalization;
using System.Text.Json;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Sources;

/// <summary>How many rows DuckDB's planner expects of a query; no row is read.</summary>
internal static class EstimatedRows
{
    /// <returns>Null when the plan names no number.</returns>
    public static long? Of(SqlEngine engine, string sql, CancellationToken cancel)
    {
        var plan = engine.Query($"EXPLAIN (FORMAT json) {sql}", cancel);
        using var json = JsonDocument.Parse(((TextColumn)plan["explain_value"]).GetText(0)!);
        return json.RootElement.ValueKind == JsonValueKind.Array && json.RootElement.GetArrayLength() > 0 ? Of(json.RootElement[0]) : null;
    }

    // The topmost operator that has an estimate; projections above it may have none.
    private static long? Of(JsonElement node)
    {
        if (node.TryGetProperty("extra_info", out var info) && info.ValueKind == JsonValueKind.Object && info.TryGetProperty("Estimated Cardinality", out var estimate)
            && long.TryParse(estimate.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var rows))
            return rows;
        if (node.TryGetProperty("children", out var children) && children.ValueKind == JsonValueKind.Array)
            foreach (var child in children.EnumerateArray())
                if (Of(child) is { } below)
                    return below;
        return null;
    }
}
