using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using YamlDotNet.RepresentationModel;

namespace MLPlatform.Features.Definitions;

/// <summary>One mapping of a definition file, read field by field; every refusal names the line.</summary>
internal sealed class YamlFields
{
    private readonly YamlMappingNode _node;
    private readonly string _what;

    /// <param name="what">What the mapping defines, for messages: <c>view `origin_load`</c>.</param>
    public YamlFields(YamlMappingNode node, string what, params ReadOnlySpan<string> known)
    {
        _node = node;
        _what = what;
        foreach (var (key, _) in node.Children)
        {
            var name = Scalar(key, "a key");
            if (!known.Contains(name))
                throw Refuse($"A {what} has no field `{name}`", key, Nearest.To(name, known.ToArray()) is { } near ? $"Did you mean `{near}`?" : $"It has {string.Join(", ", known.ToArray())}.");
        }
    }

    public static PlatformException Refuse(string problem, YamlNode node, string fix) =>
        new(FeatureErrors.BadDefinition, string.Create(CultureInfo.InvariantCulture, $"{problem} (line {node.Start.Line})."), fix);

    public static string Scalar(YamlNode node, string what) =>
        node is YamlScalarNode { Value: { } value } ? value : throw Refuse($"Text was expected for {what}, not a {(node is YamlMappingNode ? "map" : "list")}", node, "Write it on one line.");

    /// <summary>A word of a list, in any case.</summary>
    public static T OneOf<T>(string text, string what, YamlNode node)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) ? value
        : throw Refuse($"`{text}` is no {what}", node, Nearest.To(text, Enum.GetNames<T>()) is { } near ? $"Did you mean `{near}`?" : $"Use one of {string.Join(", ", Enum.GetNames<T>())}.");

    public YamlNode? Node(string name) => _node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;

    public string? Text(string name) => Node(name) is { } node ? Scalar(node, $"`{name}`") : null;

    public string Required(string name) =>
        Text(name) is { Length: > 0 } value ? value : throw Refuse($"The {_what} lacks `{name}`", _node, $"Add {name}: …");

    /// <summary>A name that other definitions, columns and URLs can hold.</summary>
    public string Name(string field)
    {
        var name = Required(field);
        var plain = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        return plain && !char.IsAsciiDigit(name[0]) && !name.Contains("__", StringComparison.Ordinal)
            ? name
            : throw Refuse($"`{name}` is no name", Node(field)!, "Use letters, digits, - and single _, and start with a letter.");
    }

    /// <summary>A map in the order written; a list of names stands for each name mapped to <paramref name="listed"/> of itself.</summary>
    public List<KeyValuePair<string, string>> Pairs(string name, Func<string, string> listed) => Node(name) switch
    {
        null => [],
        YamlMappingNode map => [.. map.Children.Select(pair => KeyValuePair.Create(Scalar(pair.Key, "a key"), Scalar(pair.Value, $"`{name}`")))],
        YamlSequenceNode list => [.. list.Children.Select(item => Scalar(item, $"`{name}`")).Select(item => KeyValuePair.Create(item, listed(item)))],
        var other when Scalar(other, name) is { Length: > 0 } one => [KeyValuePair.Create(one, listed(one))],
        _ => [],
    };

    public TimeSpan? Duration(string name) => Node(name) is { } node ? ParseDuration(node, name) : null;

    public IReadOnlyList<TimeSpan> Durations(string name) => Node(name) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select(item => ParseDuration(item, name))],
        var one => [ParseDuration(one, name)],
    };

    private static TimeSpan ParseDuration(YamlNode node, string name)
    {
        var text = Scalar(node, $"`{name}`");
        return Contracts.Time.Durations.TryParse(text, out var duration) ? duration : throw Refuse($"`{text}` is no duration for `{name}`", node, "Write 90s, 15m, 2h or 7d.");
    }
}
