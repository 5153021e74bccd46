using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Plots.Figures;

internal static class PlotlyJson
{
    private const int MostPoints = 20_000;

    public static string Write(Figure figure)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var trace in figure.Traces)
            WriteTrace(json, trace);
        json.WriteEndArray();
        WriteLayout(json, figure);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteTrace(Utf8JsonWriter json, Trace trace)
    {
        json.WriteStartObject();
        json.WriteString("type", trace.Kind == TraceKind.Bar ? "bar" : "scatter");
        if (trace.Kind != TraceKind.Bar)
            json.WriteString("mode", trace.Kind == TraceKind.Line ? "lines" : "markers");
        if (trace.Name is not null)
            json.WriteString("name", trace.Name);
        var picked = Thinning.Pick(trace, MostPoints);
        json.WriteStartArray("x");
        foreach (var i in picked)
        {
            if (trace.X.Labels is { } labels)
                json.WriteStringValue(labels[i]);
            else if (trace.X.IsTime)
                json.WriteStringValue(UnixMicros.ToInstant((long)trace.X.Numbers![i]).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
            else
                WriteNumber(json, trace.X.Numbers![i]);
        }

        json.WriteEndArray();
        json.WriteStartArray("y");
        foreach (var i in picked)
            WriteNumber(json, trace.Y[i]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }

    private static void WriteLayout(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject("layout");
        WriteTitle(json, figure.Title);
        json.WriteNumber("height", figure.Height);
        json.WriteStartObject("margin");
        json.WriteNumber("l", 60);
        json.WriteNumber("r", 20);
        json.WriteNumber("t", figure.Title is null ? 20 : 44);
        json.WriteNumber("b", 50);
        json.WriteEndObject();
        WriteAxis(json, "xaxis", figure.XTitle);
        WriteAxis(json, "yaxis", figure.YTitle);
        json.WriteString("paper_bgcolor", "rgba(0,0,0,0)");
        json.WriteString("plot_bgcolor", "rgba(0,0,0,0)");
        json.WriteStartArray("colorway");
        foreach (var colour in Palette.Colours)
            json.WriteStringValue(colour);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAxis(Utf8JsonWriter json, string name, string? title)
    {
        json.WriteStartObject(name);
        WriteTitle(json, title);
        json.WriteString("gridcolor", "rgba(128,128,128,0.25)");
        json.WriteBoolean("automargin", true);
        json.WriteEndObject();
    }

    private static void WriteTitle(Utf8JsonWriter json, string? title)
    {
        if (title is null)
            return;
        json.WriteStartObject("title");
        json.WriteString("text", title);
        json.WriteEndObject();
    }
}
