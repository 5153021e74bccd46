using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLPlatform.Frames;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Display;

/// <summary>A value in a media type that someone asks for by name.</summary>
internal static class Representation
{
    // Objects of cells have no generated serializer. Cycles end, NaN is text, null members are left out.
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
    };

    /// <summary>What a formatter offers, else the built-in form of the type, else the value's own text.</summary>
    public static string Of(object? value, string mimeType)
    {
        if (value is not null && ValueLimits.Own?.Format(value, mimeType) is { } registered)
            return registered;
        return mimeType switch
        {
            MimeBundle.Html => Html(value),
            "application/json" => Json(value),
            "text/csv" => CsvText.Of(value),
            _ when value is byte[] bytes && !mimeType.StartsWith("text/", StringComparison.Ordinal) => Convert.ToBase64String(bytes),
            _ when ValueFormatter.Default(value).Data.TryGetValue(mimeType, out var own) => own,
            _ => value as string ?? ValueFormatter.Default(value).Data[MimeBundle.Plain],
        };
    }

    public static string Json(object? value) => value switch
    {
        JsonElement json => json.GetRawText(),
        JsonDocument json => json.RootElement.GetRawText(),
        Frame frame => JsonSerializer.Serialize(Records(frame), JsonOptions),
        _ => JsonSerializer.Serialize(value, value?.GetType() ?? typeof(object), JsonOptions),
    };

    private static string Html(object? value)
    {
        var data = ValueFormatter.Default(value).Data;
        return data.TryGetValue(MimeBundle.Html, out var html) ? html
            : value is DateTime or DateTimeOffset or TimeSpan or DateOnly or TimeOnly or Enum ? Element.Of("span", data[MimeBundle.Plain])
            : new PlainText(data[MimeBundle.Plain]).ToBundle().Data[MimeBundle.Html];
    }

    private static IEnumerable Records(Frame frame)
    {
        for (var row = 0; row < frame.RowCount; row++)
            yield return frame.Columns.ToDictionary(column => column.Name, column => column.GetValue(row));
    }
}
