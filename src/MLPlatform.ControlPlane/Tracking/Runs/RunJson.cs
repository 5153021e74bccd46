using System.Text.Json;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Runs;

/// <summary>
/// Writes a page of runs from the store's rows straight into JSON: a page of a thousand runs is tens of thousands of small values, and making objects and
/// strings of them first costs several times what reading them does. What it writes is what <see cref="RunPage"/> serializes to.
/// </summary>
internal sealed class RunJson : IDisposable
{
    private static readonly JsonEncodedText Runs = JsonEncodedText.Encode("runs"), Info = JsonEncodedText.Encode("info"), Data = JsonEncodedText.Encode("data"), Inputs = JsonEncodedText.Encode("inputs");
    private static readonly JsonEncodedText Key = JsonEncodedText.Encode("key"), Value = JsonEncodedText.Encode("value"), Timestamp = JsonEncodedText.Encode("timestamp"), Step = JsonEncodedText.Encode("step");
    private static readonly JsonEncodedText Metrics = JsonEncodedText.Encode("metrics"), Params = JsonEncodedText.Encode("params"), Tags = JsonEncodedText.Encode("tags");

    // The names of RunStore.Columns, in its order; the id is written under two names.
    private static readonly JsonEncodedText RunId = JsonEncodedText.Encode("run_id"), RunUuid = JsonEncodedText.Encode("run_uuid");
    private static readonly JsonEncodedText[] Texts = [.. new[] { "", "run_name", "experiment_id", "user_id", "status", "", "", "artifact_uri", "lifecycle_stage" }.Select(name => JsonEncodedText.Encode(name))];
    private static readonly JsonEncodedText StartTime = JsonEncodedText.Encode("start_time"), EndTime = JsonEncodedText.Encode("end_time");

    private readonly StoreConnection _store;
    private readonly PooledBody _body = new();
    private readonly Utf8JsonWriter _json;

    private RunJson(StoreConnection store)
    {
        _store = store;
        _json = new Utf8JsonWriter(_body, MlflowEndpoint.Plain);
    }

    public void Dispose() => _json.Dispose();

    /// <param name="query">Of <see cref="RunStore.Columns"/>.</param>
    /// <param name="nextToken">Given how many runs there were.</param>
    /// <returns>The page, which the caller disposes, and how many runs are on it.</returns>
    public static (PooledBody Body, int Count) Page(StoreConnection store, SqlQuery query, Func<int, string?> nextToken)
    {
        using var page = new RunJson(store);
        try
        {
            return (page._body, page.Write(query, nextToken));
        }
        catch
        {
            page._body.Dispose();
            throw;
        }
    }

    private int Write(SqlQuery query, Func<int, string?> nextToken)
    {
        var count = 0;
        // Where nobody logs datasets or models, no run is asked for its own.
        var anyLinks = _store.Any("SELECT 1 WHERE EXISTS (SELECT 1 FROM inputs) OR EXISTS (SELECT 1 FROM platform_run_models)");
        _json.WriteStartObject();
        _store.Prepared("SELECT key, value, timestamp, step, is_nan FROM latest_metrics WHERE run_uuid = ?", metrics =>
            _store.Prepared("SELECT key, value FROM params WHERE run_uuid = ?", parameters =>
                _store.Prepared("SELECT key, value FROM tags WHERE run_uuid = ?", tags =>
                    _store.ForEach(query.Text, run =>
                    {
                        if (count++ == 0)
                            _json.WriteStartArray(Runs);
                        _json.WriteStartObject();
                        WriteInfo(run);
                        _json.WriteStartObject(Data);
                        WriteList(metrics, Metrics, run, WriteMetric);
                        WriteList(parameters, Params, run, WritePair);
                        WriteList(tags, Tags, run, WritePair);
                        _json.WriteEndObject();
                        WriteLinks(run, anyLinks);
                        _json.WriteEndObject();
                    }, query.Parameters))));
        if (count > 0)
            _json.WriteEndArray();
        if (nextToken(count) is { } token)
            _json.WriteString("next_page_token", token);
        _json.WriteEndObject();
        _json.Flush();
        return count;
    }

    private void WriteInfo(Row run)
    {
        _json.WriteStartObject(Info);
        _json.WriteString(RunId, run.Utf8(0));
        _json.WriteString(RunUuid, run.Utf8(0));
        for (var column = 1; column <= 8; column++)
        {
            if (run.IsNull(column))
                continue;
            if (column is 5 or 6)
                _json.WriteNumber(column == 5 ? StartTime : EndTime, run.Long(column));
            else
                _json.WriteString(Texts[column], run.Utf8(column));
        }

        _json.WriteEndObject();
    }

    private void WriteList(Statement statement, JsonEncodedText name, Row run, Action<Row> write)
    {
        statement.Bind(1, run.Utf8(0));
        var any = false;
        while (statement.Step())
        {
            if (!any)
                _json.WriteStartArray(name);
            any = true;
            _json.WriteStartObject();
            write(new Row(statement.Handle));
            _json.WriteEndObject();
        }

        if (any)
            _json.WriteEndArray();
        statement.Reset();
    }

    private void WriteMetric(Row metric)
    {
        _json.WriteString(Key, metric.Utf8(0));
        if (metric.Bool(4))
            _json.WriteString(Value, "NaN"u8);
        else
            _json.WriteNumber(Value, metric.Double(1));
        _json.WriteNumber(Timestamp, metric.Long(2));
        _json.WriteNumber(Step, metric.Long(3));
    }

    private void WritePair(Row pair)
    {
        _json.WriteString(Key, pair.Utf8(0));
        _json.WriteString(Value, pair.Utf8(1));
    }

    // Most runs have none of these: one look each, and objects only for those that do.
    private void WriteLinks(Row run, bool anyLinks)
    {
        var linked = anyLinks && _store.Any(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM inputs WHERE destination_type = 'RUN' AND destination_id = ?1 AND source_type = 'DATASET') OR EXISTS (SELECT 1 FROM platform_run_models WHERE run_id = ?1)", run.Text(0));
        if (!linked)
        {
            _json.WriteStartObject(Inputs);
            _json.WriteEndObject();
            return;
        }

        var whole = RunReading.Links(_store, run.Text(0));
        _json.WritePropertyName(Inputs);
        JsonSerializer.Serialize(_json, whole.Inputs, MlflowWire.Default.RunInputs);
        if (whole.Outputs is not null)
        {
            _json.WritePropertyName("outputs");
            JsonSerializer.Serialize(_json, whole.Outputs, MlflowWire.Default.RunOutputs);
        }
    }
}
