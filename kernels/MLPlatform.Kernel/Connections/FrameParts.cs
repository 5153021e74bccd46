using System.Text.Json;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

namespace MLPlatform.Kernel.Connections;

/// <summary>A frame as NPZ can hold it: numbers under keys, and for each text column its distinct values, with codes (-1 for null) among the numbers.</summary>
internal static class FrameParts
{
    /// <returns>Columns <c>c0</c>, <c>c1</c>, …, and the distinct values of those that were text.</returns>
    public static (Frame Numbers, IReadOnlyList<IReadOnlyList<string>?> Texts) Split(Frame frame)
    {
        var numbers = new List<Column>();
        var texts = new List<IReadOnlyList<string>?>();
        for (var i = 0; i < frame.Count; i++)
        {
            var key = "c" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (frame[i] is TextColumn text)
            {
                var (codes, distinct) = Encode(text);
                numbers.Add(new Column<int>(key, codes));
                texts.Add(distinct);
            }
            else
            {
                // NumPy's integers and bools have no null.
                var nullable = frame[i].NullCount == 0 || frame[i].Type is ColumnType.Float32 or ColumnType.Float64 or ColumnType.Timestamp;
                numbers.Add(nullable ? frame[i].Rename(key) : new Column<double>(key, frame[i].ToDoubles()));
                texts.Add(null);
            }
        }

        return (new Frame(numbers), texts);
    }

    public static string ToJson(Frame frame, IReadOnlyList<IReadOnlyList<string>?> texts)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            for (var i = 0; i < frame.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("name", frame[i].Name);
                writer.WriteString("key", "c" + i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                writer.WritePropertyName("texts");
                if (texts[i] is { } distinct)
                {
                    writer.WriteStartArray();
                    foreach (var text in distinct)
                        writer.WriteStringValue(text);
                    writer.WriteEndArray();
                }
                else
                {
                    writer.WriteNullValue();
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <param name="columns">Names, keys and distinct texts, as <see cref="ToJson"/> writes them.</param>
    public static Frame Join(Frame numbers, JsonElement columns)
    {
        var joined = new List<Column>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in columns.EnumerateArray())
        {
            var values = numbers[column.GetProperty("key").GetString()!];
            var name = column.GetProperty("name").GetString()!;
            while (!names.Add(name))
                name += "_";
            if (column.GetProperty("texts") is { ValueKind: JsonValueKind.Array } texts)
            {
                var distinct = texts.EnumerateArray().Select(text => text.GetString()).ToArray();
                joined.Add(TextColumn.Of(name, [.. ((Column<int>)values).Values.ToArray().Select(code => code < 0 ? null : distinct[code])]));
            }
            else
            {
                joined.Add(values.Rename(name));
            }
        }

        return new Frame(joined);
    }

    /// <summary>The values of one column as an array of its own type.</summary>
    public static object ToArray(Column column) => column switch
    {
        Column<long> { Type: ColumnType.Timestamp } => Enumerable.Range(0, column.Length).Select(row => (DateTimeOffset?)column.GetValue(row)).ToArray(),
        Column<long> longs => longs.Values.ToArray(),
        Column<int> ints => ints.Values.ToArray(),
        Column<float> floats => floats.Values.ToArray(),
        Column<double> doubles => doubles.Values.ToArray(),
        BoolColumn bools => Enumerable.Range(0, bools.Length).Select(row => bools[row]).ToArray(),
        _ => Enumerable.Range(0, column.Length).Select(row => (string?)column.GetValue(row)).ToArray(),
    };

    private static (int[] Codes, List<string> Distinct) Encode(TextColumn column)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var distinct = new List<string>();
        var codes = new int[column.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            if (column.GetText(row) is not { } text)
            {
                codes[row] = -1;
                continue;
            }

            if (!seen.TryGetValue(text, out codes[row]))
            {
                codes[row] = distinct.Count;
                seen.Add(text, distinct.Count);
                distinct.Add(text);
            }
        }

        return (codes, distinct);
    }
}
