using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;

namespace MLPlatform.Sdk.Features;

/// <summary>The definitions of a project as of one moment, the newest version of each.</summary>
internal sealed record Catalog(IReadOnlyList<Entity> Entities, IReadOnlyList<DataSource> Sources, IReadOnlyList<FeatureView> Views)
{
    public IReadOnlyList<FeatureService> Services { get; init; } = [];

    /// <exception cref="PlatformException">No such source; the message names the nearest.</exception>
    public DataSource Source(string name) => Sources.FirstOrDefault(source => source.Name == name)
        ?? throw new PlatformException(FeatureErrors.UnknownSource, $"There is no source `{name}`.", DidYouMean(name, Sources.Select(source => source.Name)));

    /// <exception cref="PlatformException">No such entity; the message names the nearest.</exception>
    public Entity Entity(string name) => Entities.FirstOrDefault(entity => entity.Name == name)
        ?? throw new PlatformException(FeatureErrors.UnknownEntity, $"There is no entity `{name}`.", DidYouMean(name, Entities.Select(entity => entity.Name)));

    /// <summary>As it will be once the definitions are applied.</summary>
    public Catalog With(FeatureDefinitions wanted) => new(
        [.. Entities.Where(old => wanted.Entities.All(entity => entity.Name != old.Name)), .. wanted.Entities],
        [.. Sources.Where(old => wanted.Sources.All(source => source.Name != old.Name)), .. wanted.Sources],
        [.. Views.Where(old => wanted.Views.All(view => view.Name != old.Name)), .. wanted.Views])
    {
        Services = [.. Services.Where(old => wanted.Services.All(service => service.Name != old.Name)), .. wanted.Services],
    };

    private static string DidYouMean(string name, IEnumerable<string> known) =>
        Nearest.To(name, known) is { } nearest ? $"Did you mean `{nearest}`?" : $"There are {string.Join(", ", known.DefaultIfEmpty("none yet"))}.";
}
