using System.Text;
using System.Text.Json;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Monitoring.Alerts;

/// <summary>Appends each alert to a file, a JSON object a line.</summary>
public sealed class LogSink(string file) : IAlertSink
{
    public string Name => $"log {file}";

    public async Task SendAsync(Alert alert, CancellationToken cancel)
    {
        try
        {
            await File.AppendAllTextAsync(file, JsonSerializer.Serialize(alert, MonitoringJson.Default.Alert) + "\n", Encoding.UTF8, cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(EndpointErrors.AlertNotSent, $"`{file}` can't be written: {failure.Message}", "Give another file.", failure);
        }
    }
}
