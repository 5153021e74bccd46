using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Capture;

/// <summary>Captured requests of one schema as one table: <c>_request_id _row _time _at _version</c>, the join keys as text, the inputs and the outputs by their names.</summary>
internal static class CaptureTable
{
    public static Frame Of(IReadOnlyList<CapturedRequest> requests)
    {
        var schema = requests[0].Schema;
        var rows = requests.Sum(request => request.Rows);
        var ids = new string?[rows];
        var row = new int[rows];
        var times = new long[rows];
        var ats = new long[rows];
        var versions = new string[rows];
        var at = 0;
        foreach (var request in requests)
            for (var i = 0; i < request.Rows; i++, at++)
                (ids[at], row[at], times[at], ats[at], versions[at]) = (request.Id, i, request.Time, request.At, request.Version);

        var columns = new List<Column>
        {
            TextColumn.Of("_request_id", ids),
            new Column<int>("_row", row),
            new Column<long>("_time", times, timestamp: true),
            new Column<long>("_at", ats, timestamp: true),
            TextColumn.Of("_version", versions),
        };
        for (var slot = 0; slot < schema.Slots.Count; slot++)
            columns.Add(schema.Slots[slot].Type is { } type ? Input(requests, slot, schema.Slots[slot].Name, type, rows) : Key(requests, slot, schema.Slots[slot].Name, rows));
        columns.AddRange(requests[0].Outputs.Columns.Select(output => output.Append([.. requests.Skip(1).Select(request => request.Outputs[output.Name])])));
        return new Frame(columns);
    }

    // Requests may leave an optional input out, or give its integers as floats with gaps: the file has the type of the signature.
    private static Column Input(IReadOnlyList<CapturedRequest> requests, int slot, string name, ColumnType type, int rows)
    {
        var values = new double[rows];
        var at = 0;
        foreach (var request in requests)
        {
            if (request.Columns[slot] is { } column)
                column.ToDoubles().CopyTo(values, at);
            else
                values.AsSpan(at, request.Rows).Fill(double.NaN);
            at += request.Rows;
        }

        byte[] validity = [];
        if (Array.Exists(values, double.IsNaN))
        {
            validity = new byte[Bitmap.ByteCount(rows)];
            for (var i = 0; i < rows; i++)
                Bitmap.Set(validity, i, !double.IsNaN(values[i]));
        }

        return type switch
        {
            ColumnType.Int32 => new Column<int>(name, Array.ConvertAll(values, value => double.IsNaN(value) ? 0 : (int)value), validity),
            ColumnType.Int64 => new Column<long>(name, Array.ConvertAll(values, value => double.IsNaN(value) ? 0 : (long)value), validity),
            ColumnType.Float32 => new Column<float>(name, Array.ConvertAll(values, value => (float)value), validity),
            ColumnType.Bool => Flags(name, values, validity),
            _ => new Column<double>(name, values, validity),
        };
    }

    private static BoolColumn Flags(string name, double[] values, byte[] validity)
    {
        var bits = new byte[Bitmap.ByteCount(values.Length)];
        for (var i = 0; i < values.Length; i++)
            Bitmap.Set(bits, i, values[i] == 1);
        return new BoolColumn(name, bits, values.Length, validity);
    }

    private static TextColumn Key(IReadOnlyList<CapturedRequest> requests, int slot, string name, int rows)
    {
        var texts = new string?[rows];
        var at = 0;
        foreach (var request in requests)
            for (var i = 0; i < request.Rows; i++, at++)
                texts[at] = Convert.ToString(request.Columns[slot]?.GetValue(i), System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 0; i < rows; i++)
            if (texts[i] is { Length: 0 })
                texts[i] = null;
        return TextColumn.Of(name, texts);
    }
}
