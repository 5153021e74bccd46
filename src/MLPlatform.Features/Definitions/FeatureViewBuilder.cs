using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Features.Definitions;

/// <summary>A feature view written in C#; the same rules as <see cref="FeatureYaml"/>.</summary>
public sealed class FeatureViewBuilder
{
    private readonly List<FeatureDefinition> _features = [];
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);
    private FeatureView _view;

    public FeatureViewBuilder(string name, string entity, string source) =>
        _view = new FeatureView { Name = name, Entity = entity, Source = source, KeyColumns = _keys, Features = _features, Tags = _tags };

    /// <summary>The column that holds a join key of the entity; a key not named is in the column of its own name.</summary>
    public FeatureViewBuilder Key(string key, string column)
    {
        _keys[key] = column;
        return this;
    }

    public FeatureViewBuilder EventTime(string column) => Set(_view with { EventTime = column });

    public FeatureViewBuilder KnownAt(string column) => Set(_view with { KnownAt = column });

    /// <param name="windows">Such as <c>1h 24h 7d</c>.</param>
    public FeatureViewBuilder Windows(params IEnumerable<string> windows) => Set(_view with { Windows = [.. windows.Select(Parse)] });

    /// <summary>A SELECT over the source, by the source's name, that the features are taken from.</summary>
    public FeatureViewBuilder Sql(string sql) => Set(_view with { Sql = sql.Trim().TrimEnd(';') });

    public FeatureViewBuilder Feature(string name, string expression, string? description = null, Sensitivity sensitivity = Sensitivity.Public)
    {
        _features.Add(new FeatureDefinition(name, expression) { Description = description, Sensitivity = sensitivity });
        return this;
    }

    /// <param name="duration">Such as <c>7d</c>.</param>
    public FeatureViewBuilder Ttl(string duration) => Set(_view with { Ttl = Parse(duration) });

    public FeatureViewBuilder Owner(string owner) => Set(_view with { Owner = owner });

    public FeatureViewBuilder Description(string description) => Set(_view with { Description = description });

    public FeatureViewBuilder Tag(string name, string value)
    {
        _tags[name] = value;
        return this;
    }

    /// <exception cref="PlatformException">The view contradicts itself.</exception>
    public FeatureView Build()
    {
        var view = _view with { KeyColumns = new Dictionary<string, string>(_keys), Features = [.. _features], Tags = new Dictionary<string, string>(_tags) };
        ViewRules.Check(view);
        return view;
    }

    private static TimeSpan Parse(string text) =>
        Durations.TryParse(text, out var duration) ? duration : throw new PlatformException(FeatureErrors.BadDefinition, $"`{text}` is no duration.", "Write 90s, 15m, 2h or 7d.");

    private FeatureViewBuilder Set(FeatureView view)
    {
        _view = view;
        return this;
    }
}
