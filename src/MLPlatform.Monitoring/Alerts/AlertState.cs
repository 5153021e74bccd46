using System.Text.Json;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Monitoring.Alerts;

/// <summary>What was sent and asked for already, kept between checks. Times in microseconds since 1970 UTC.</summary>
/// <param name="Sent">Key → when it was last sent.</param>
/// <param name="SilentUntil">Nothing is sent before this; null for never silent.</param>
/// <param name="Retrained">Job name → when it was last submitted.</param>
public sealed record AlertState(IReadOnlyDictionary<string, long> Sent, long? SilentUntil, IReadOnlyDictionary<string, long> Retrained)
{
    public int Schema { get; init; } = 1;

    public static AlertState Empty { get; } = new(new Dictionary<string, long>(), null, new Dictionary<string, long>());

    /// <returns>The empty state when there is no file.</returns>
    public static AlertState Load(string file)
    {
        if (!File.Exists(file))
            return Empty;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), MonitoringJson.Default.AlertState) ?? Empty;
        }
        catch (JsonException torn)
        {
            throw new PlatformException(DataErrors.FileUnreadable, $"`{file}` can't be read: {torn.Message}", "Delete it: alerts that still hold are then sent once more.", torn);
        }
    }

    /// <summary>Replaces the file as a whole: a reader sees the old state or the new one.</summary>
    public void Save(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var next = file + ".new";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, MonitoringJson.Default.AlertState));
        File.Move(next, file, overwrite: true);
    }
}
