using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;

namespace MLPlatform.Monitoring.Sketches;

/// <summary>What a frame looked like, kept beside a model as what drift is measured against. Profiles of parts merge.</summary>
public sealed record ProfileSketch
{
    private const int Newest = 2;

    public int Schema { get; init; } = Newest;

    public required long Rows { get; init; }

    public required IReadOnlyList<ColumnSketch> Columns { get; init; }

    /// <param name="like">The profile this one will be compared or merged with; its buckets are used.</param>
    public static ProfileSketch Of(Frame frame, ProfileSketch? like = null) => new()
    {
        Rows = frame.RowCount,
        Columns = [.. frame.Columns.AsParallel().AsOrdered().Select(column => ColumnSketch.Of(column, like?.Find(column.Name)))],
    };

    /// <exception cref="PlatformException">No profile, or one of a newer version.</exception>
    public static ProfileSketch FromJson(string json)
    {
        ProfileSketch? profile;
        try
        {
            profile = JsonSerializer.Deserialize(json, MonitoringJson.Default.ProfileSketch);
        }
        catch (JsonException exception)
        {
            throw new PlatformException(DataErrors.FileUnreadable, $"The profile cannot be read: {exception.Message}", "Train again to write a new one.", exception);
        }

        return profile is { Schema: > 0 and <= Newest } ? profile
            : throw new PlatformException(DataErrors.FileUnreadable, $"The profile has format `{profile?.Schema}`; this version reads 1 to {Newest}.", "Upgrade this installation.");
    }

    public ColumnSketch? Find(string column) => Columns.FirstOrDefault(sketch => sketch.Name == column);

    /// <summary>Columns that only one of both has are left out.</summary>
    /// <exception cref="PlatformException">A column is text in one and numbers in the other.</exception>
    public ProfileSketch Merge(ProfileSketch other) => new()
    {
        Rows = Rows + other.Rows,
        Columns = [.. Columns.Select(column => other.Find(column.Name) is { } same ? column.Merge(same) : null).OfType<ColumnSketch>()],
    };

    public string ToJson() => JsonSerializer.Serialize(this with { Schema = Newest }, MonitoringJson.Default.ProfileSketch);
}
