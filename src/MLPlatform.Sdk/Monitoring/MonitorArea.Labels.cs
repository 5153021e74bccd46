using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;
using MLPlatform.Monitoring.Performance;

namespace MLPlatform.Sdk.Monitoring;

public sealed partial class MonitorArea
{
    private const string Id = "_request_id", Row = "_row", Label = "_label";

    /// <summary>Keeps what really happened, by the request it belongs to. A label that comes again replaces the earlier one.</summary>
    /// <param name="rows">With <c>_request_id</c>, where a request had several rows <c>_row</c>, and the label.</param>
    /// <param name="label">Column with 0 and 1, or true and false.</param>
    /// <returns>Labels kept; rows without one are left out.</returns>
    public async Task<int> AddLabelsAsync(string endpoint, Frame rows, string label, CancellationToken cancel = default)
    {
        var served = await _platform.Endpoints.GetAsync(endpoint, cancel);
        if (rows[Id].Type != ColumnType.Text)
            throw new PlatformException(DataErrors.WrongType, $"Column `{Id}` is {rows[Id].Type}; request ids are text.", "Take it from the answers, or from what was captured.");
        var known = Enumerable.Range(0, rows.RowCount).Where(row => !rows[label].IsNull(row) && !rows[Id].IsNull(row)).ToArray();
        var values = rows[label].ToDoubles();
        if (known.Select(row => values[row]).FirstOrDefault(value => value is not (0 or 1), double.NaN) is var wrong && !double.IsNaN(wrong))
            throw new PlatformException(DataErrors.WrongType, $"Column `{label}` holds {wrong}; a label is 0 or 1.", "Give what happened as 0 and 1, or as true and false.");
        var table = new Frame(
            rows[Id].Take(known).Rename(Id),
            rows.Has(Row) ? new Column<int>(Row, Array.ConvertAll(known, row => (int)rows[Row].ToDoubles()[row])) : new Column<int>(Row, new int[known.Length]),
            new Column<double>(Label, Array.ConvertAll(known, row => values[row])));
        var folder = LabelsOf(served);
        Directory.CreateDirectory(folder);
        // The names sort by time, which decides between two labels of one row.
        await Task.Run(() => table.WriteParquet(Path.Combine(folder, $"{Guid.CreateVersion7(_platform.Time.GetUtcNow()):N}.parquet")), cancel);
        return known.Length;
    }

    /// <summary>How good the scores are: measured where labels came, estimated without them elsewhere.</summary>
    /// <param name="since">Only requests captured from this time on; null for all since the version was deployed.</param>
    /// <param name="threshold">From this score on the prediction counts as positive.</param>
    /// <exception cref="PlatformException">Nothing was captured, or no label belongs to what was.</exception>
    public async Task<EndpointPerformance> PerformanceAsync(string endpoint, DateTimeOffset? since = null, double threshold = 0.5, CancellationToken cancel = default)
    {
        var served = await _platform.Endpoints.GetAsync(endpoint, cancel);
        var run = await _platform.Runs.GetAsync(served.RunId, cancel);
        var score = (await _platform.Models.ManifestAsync(run, cancel))?.Outputs[0].Name
            ?? throw new PlatformException(ModelErrors.NoProfile, $"The model of `{endpoint}` names no output.", "Train it with `on: run`.");
        await SettleAsync(served, cancel);
        return await Task.Run(() => Performance(served, score, since ?? Contracts.Time.UnixMicros.ToInstant(served.CreatedAt), threshold, cancel), cancel);
    }

    private static EndpointPerformance Performance(EndpointRecord endpoint, string score, DateTimeOffset since, double threshold, CancellationToken cancel)
    {
        if (!HasCaptured(endpoint))
            throw NothingCaptured(endpoint);
        var labels = LabelsOf(endpoint);
        if (!Directory.Exists(labels) || !Directory.EnumerateFiles(labels, "*.parquet").Any())
            throw NoLabels(endpoint);
        using var engine = new SqlEngine();
        var rows = engine.Query(
            $"""
            SELECT c.{SqlText.Identifier(score)} AS score, l.label FROM {Captured(endpoint)} c
            LEFT JOIN (SELECT {Id}, {Row}, arg_max({Label}, filename) AS label FROM read_parquet({SqlText.Literal(Path.Combine(labels, "*.parquet"))}, filename = true) GROUP BY {Id}, {Row}) l
              ON l.{Id} = c.{Id} AND l.{Row} = c.{Row}
            WHERE c._time >= {SqlText.Timestamp(Contracts.Time.UnixMicros.From(since))} AND c.{SqlText.Identifier(score)} IS NOT NULL
            """,
            cancel);
        double[] scores = rows["score"].ToDoubles(), truth = rows["label"].ToDoubles();
        var labelled = Enumerable.Range(0, scores.Length).Where(row => !double.IsNaN(truth[row])).ToArray();
        if (labelled.Length == 0)
            throw NoLabels(endpoint);
        var known = Array.ConvertAll(labelled, row => scores[row]);
        var labelsKnown = Array.ConvertAll(labelled, row => truth[row] == 1);
        var others = Enumerable.Range(0, scores.Length).Where(row => double.IsNaN(truth[row])).Select(row => scores[row]).ToArray();
        var estimated = others.Length > 0 && labelsKnown.Distinct().Count() == 2 ? ClassifierPerformance.Estimate(others, IsotonicCalibration.Fit(known, labelsKnown), threshold) : null;
        return new EndpointPerformance(endpoint.Name, score, ClassifierPerformance.Measure(known, labelsKnown, threshold), estimated);
    }

    private static string LabelsOf(EndpointRecord endpoint) => Path.Combine(Path.GetDirectoryName(endpoint.CaptureFolder)!, "labels");

    private static PlatformException NoLabels(EndpointRecord endpoint) =>
        new(EndpointErrors.NoLabels, $"No label belongs to what `{endpoint.Name}` captured.", $"`monitor labels {endpoint.Name} --in FRAME --label COLUMN` adds what happened, by `_request_id`.");
}
