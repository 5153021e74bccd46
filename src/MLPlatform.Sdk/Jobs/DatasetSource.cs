using System.Text.Json;
using MLPlatform.Contracts.Tracking;
using MLPlatform.Frames;

namespace MLPlatform.Sdk.Jobs;

/// <summary>A training frame as MLflow records data sets: name, a digest of at most 36 characters, and a source that holds the whole content hash.</summary>
internal static class DatasetSource
{
    private const string SourceType = "mlplatform";

    public static DatasetInput Of(string variable, Frame frame, string contentHash) => new(
        new Dataset
        {
            Name = variable,
            Digest = contentHash["sha256:".Length..][..36],
            SourceType = SourceType,
            Source = new System.Text.Json.Nodes.JsonObject { ["contentHash"] = contentHash }.ToJsonString(),
            Schema = new System.Text.Json.Nodes.JsonObject { ["columns"] = new System.Text.Json.Nodes.JsonArray([.. frame.Select(column => new System.Text.Json.Nodes.JsonObject { ["name"] = column.Name, ["type"] = column.Type.ToString() })]) }.ToJsonString(),
            Profile = new System.Text.Json.Nodes.JsonObject { ["rows"] = frame.RowCount, ["columns"] = frame.Count }.ToJsonString(),
        },
        [new Tag("mlflow.data.context", "training")]);

    /// <returns><c>sha256:…</c>; null when another tool logged the data set.</returns>
    public static string? HashOf(Dataset dataset)
    {
        if (dataset.SourceType != SourceType)
            return null;
        try
        {
            using var source = JsonDocument.Parse(dataset.Source);
            return source.RootElement.ValueKind == JsonValueKind.Object && source.RootElement.TryGetProperty("contentHash", out var hash) && hash.ValueKind == JsonValueKind.String ? hash.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
