using System.Text.Json;

namespace MLPlatform.Frames.Json;

/// <summary>Values of columns as JSON: nulls, and what JSON has no number for, as null; timestamps as microseconds.</summary>
public static class ColumnJson
{
    /// <summary>One column as an array.</summary>
    public static void WriteValues(Utf8JsonWriter json, Column column)
    {
        json.WriteStartArray();
        for (var row = 0; row < column.Length; row++)
            WriteValue(json, column, row);
        json.WriteEndArray();
    }

    public static void WriteValue(Utf8JsonWriter json, Column column, int row)
    {
        if (column.IsNull(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (column)
        {
            case Column<double> doubles when double.IsFinite(doubles.Values[row]): json.WriteNumberValue(doubles.Values[row]); break;
            case Column<float> floats when float.IsFinite(floats.Values[row]): json.WriteNumberValue(floats.Values[row]); break;
            case Column<long> longs: json.WriteNumberValue(longs.Values[row]); break;
            case Column<int> ints: json.WriteNumberValue(ints.Values[row]); break;
            case BoolColumn flags: json.WriteBooleanValue(flags[row]); break;
            case TextColumn texts: json.WriteStringValue(texts[row]); break;
            default: json.WriteNullValue(); break;
        }
    }
}
