using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MLPlatform.ControlPlane.Tracking.Wire;

/// <summary>JSON as Python's json module writes and reads it where that differs from the standard.</summary>
internal static class PythonJson
{
    private static readonly string[] Literals = ["NaN", "-Infinity", "Infinity"];

    /// <summary>What MLflow shows of an offending value: no spaces, sorted keys, ASCII only.</summary>
    public static string Shown(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    public static string Shown(string value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    public static string TypeName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "str",
        JsonValueKind.Number => value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? "float" : "int",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "dict",
        _ => "NoneType",
    };

    /// <summary>Puts quotes around NaN and the infinities, which Python clients may send bare. Anything else is left for the parser to refuse.</summary>
    public static string QuoteBareLiterals(string json)
    {
        var text = new StringBuilder(json.Length + 16);
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (inString)
            {
                text.Append(c);
                if (c == '\\' && i + 1 < json.Length)
                    text.Append(json[++i]);
                else if (c == '"')
                    inString = false;
                continue;
            }

            var literal = Array.Find(Literals, candidate => string.CompareOrdinal(json, i, candidate, 0, candidate.Length) == 0);
            if (literal is not null)
            {
                text.Append('"').Append(literal).Append('"');
                i += literal.Length - 1;
                continue;
            }

            inString = c == '"';
            text.Append(c);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Write(text, value.GetString()!);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first)
                        text.Append(',');
                    first = false;
                    Write(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.Object:
                text.Append('{');
                var start = true;
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    if (!start)
                        text.Append(',');
                    start = false;
                    Write(text, property.Name);
                    text.Append(':');
                    Write(text, property.Value);
                }

                text.Append('}');
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void Write(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' or > '~' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
