using System.Globalization;
using System.Text.Json;

namespace MLPlatform.ControlPlane.Tracking.Wire;

/// <summary>One field's JSON value with its path, read by protobuf's rules: 64-bit integers as numbers or text, doubles also as the names of NaN and the infinities.</summary>
internal readonly record struct MlflowValue(string Path, JsonElement Json)
{
    private bool IsText => Json.ValueKind == JsonValueKind.String;

    public string Text() => IsText ? Json.GetString()! : throw Wrong();

    public long Long()
    {
        if (Json.ValueKind == JsonValueKind.Number && Json.TryGetInt64(out var number))
            return number;
        if (Json.ValueKind == JsonValueKind.Number && Json.TryGetDouble(out var real) && real == Math.Floor(real) && Math.Abs(real) < 9e15)
            return (long)real;
        if (IsText && long.TryParse(Json.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var read))
            return read;
        throw Wrong();
    }

    public double Double()
    {
        if (Json.ValueKind == JsonValueKind.Number)
            return Json.GetDouble();
        if (!IsText)
            throw Wrong();
        var text = Json.GetString()!;
        return text switch
        {
            "NaN" or "nan" => double.NaN,
            "Infinity" or "inf" => double.PositiveInfinity,
            "-Infinity" or "-inf" => double.NegativeInfinity,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(),
        };
    }

    public bool Flag() => Json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when Json.GetString() is "true" or "True" => true,
        JsonValueKind.String when Json.GetString() is "false" or "False" => false,
        _ => throw Wrong(),
    };

    public IReadOnlyList<string> Texts()
    {
        // A repeated query key given once arrives as one text.
        if (IsText)
            return [Json.GetString()!];
        if (Json.ValueKind != JsonValueKind.Array)
            throw Wrong();
        var texts = new List<string>(Json.GetArrayLength());
        foreach (var item in Json.EnumerateArray())
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong());
        return texts;
    }

    public IReadOnlyList<MlflowObject> Objects()
    {
        if (Json.ValueKind != JsonValueKind.Array)
            throw Wrong();
        var objects = new List<MlflowObject>(Json.GetArrayLength());
        foreach (var item in Json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
                throw Wrong();
            objects.Add(new MlflowObject($"{Path}[{objects.Count}]", item));
        }

        return objects;
    }

    public MlflowRefusal Wrong() => MlflowRefusal.Invalid(
        $"Invalid value {PythonJson.Shown(Json)} for parameter '{Path}' supplied:  Hint: Value was of type '{PythonJson.TypeName(Json)}'. See the API docs for more information about request parameters.");
}

/// <summary>One message inside a request.</summary>
internal readonly record struct MlflowObject(string Path, JsonElement Json)
{
    /// <summary>False for what is absent, null or an empty text.</summary>
    public bool Has(string name) => Field(name) is { } value && !(value.ValueKind == JsonValueKind.String && value.ValueEquals(""));

    public string? Text(string name) => Field(name) is { } value ? new MlflowValue($"{Path}.{name}", value).Text() : null;

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw MlflowRefusal.Missing($"{Path}.{name}");

    public long? Long(string name) => Field(name) is { } value ? new MlflowValue($"{Path}.{name}", value).Long() : null;

    public long RequiredLong(string name) => Long(name) ?? throw MlflowRefusal.Missing($"{Path}.{name}");

    public double RequiredDouble(string name) => Field(name) is { } value ? new MlflowValue($"{Path}.{name}", value).Double() : throw MlflowRefusal.Missing($"{Path}.{name}");

    public bool? Flag(string name) => Field(name) is { } value ? new MlflowValue($"{Path}.{name}", value).Flag() : null;

    public MlflowObject? Object(string name) => Field(name) is { ValueKind: JsonValueKind.Object } value ? new MlflowObject($"{Path}.{name}", value) : null;

    public IReadOnlyList<MlflowObject> Objects(string name) => Field(name) is { } value ? new MlflowValue($"{Path}.{name}", value).Objects() : [];

    private JsonElement? Field(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
