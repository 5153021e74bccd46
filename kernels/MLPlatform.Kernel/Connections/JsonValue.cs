using System.Globalization;
using System.Text.Json;

namespace MLPlatform.Kernel.Connections;

/// <summary>JSON of another language as what a C# cell would write: whole numbers as long, lists of one kind as arrays, objects as a <see cref="JsonDocument"/>.</summary>
internal static class JsonValue
{
    // A whole float such as 3.0 loses its point in JSON, and JSON has no NaN: floats come wrapped, spelled out.
    private const string FloatMark = "float";

    public static object? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.Array => Array(value),
        _ when value.TryGetProperty(FloatMark, out var text) && value.EnumerateObject().Count() == 1 && text.ValueKind == JsonValueKind.String && TryFloat(text.GetString()!, out var number) => number,
        _ => JsonDocument.Parse(value.GetRawText()),
    };

    private static object Array(JsonElement list)
    {
        var items = list.EnumerateArray().ToArray();
        if (items.Length > 0 && items.All(item => item.ValueKind == JsonValueKind.String))
            return System.Array.ConvertAll(items, item => item.GetString()!);
        if (items.Length > 0 && items.All(item => item.ValueKind is JsonValueKind.True or JsonValueKind.False))
            return System.Array.ConvertAll(items, item => item.GetBoolean());
        if (items.Length > 0 && items.All(item => item.ValueKind == JsonValueKind.Number))
            return items.All(item => item.TryGetInt64(out _)) ? System.Array.ConvertAll(items, item => item.GetInt64()) : System.Array.ConvertAll(items, item => item.GetDouble());
        return JsonDocument.Parse(list.GetRawText());
    }

    private static bool TryFloat(string text, out double number)
    {
        number = text switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => 0,
        };
        return number != 0 || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
