using System.Text.Json;
using MLPlatform.Contracts.Features;

namespace MLPlatform.Frames.Json;

/// <summary>A column as a tensor of the Open Inference Protocol, on both sides of an endpoint.</summary>
public static class TensorJson
{
    /// <summary>The protocol's name of a column type.</summary>
    public static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Bool => "BOOL",
        ColumnType.Int32 => "INT32",
        ColumnType.Int64 or ColumnType.Timestamp => "INT64",
        ColumnType.Float32 => "FP32",
        ColumnType.Float64 => "FP64",
        _ => "BYTES",
    };

    /// <summary><c>{ "name", "shape": [rows], "datatype", "data" }</c>.</summary>
    public static void Write(Utf8JsonWriter json, Column column)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, column.Name);
        json.WriteStartArray("shape"u8);
        json.WriteNumberValue(column.Length);
        json.WriteEndArray();
        json.WriteString("datatype"u8, TypeOf(column.Type));
        json.WritePropertyName("data"u8);
        ColumnJson.WriteValues(json, column);
        json.WriteEndObject();
    }
}
