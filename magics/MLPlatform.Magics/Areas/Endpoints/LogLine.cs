using System.Text.Json;

namespace MLPlatform.Magics.Areas.Endpoints;

/// <summary>A line of a server's log: structured, or what a process printed.</summary>
internal static class LogLine
{
    /// <returns>Time, level and message; only the message when the line is not structured.</returns>
    public static IReadOnlyList<string> Read(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return [Text("time"), Text("level"), Text("message")];

            string Text(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.ToString() : "";
        }
        catch (JsonException)
        {
            // A line of the runtime itself.
        }

        return ["", "", line];
    }
}
