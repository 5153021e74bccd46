using System.Buffers;
using System.Text.RegularExpressions;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Validation;

/// <summary>Which keys, names and ids are accepted, with MLflow's texts.</summary>
internal static partial class Names
{
    private const string BadCharacters =
        "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";

    private static readonly SearchValues<char> NotInModelNames = SearchValues.Create("/:.%\"'");

    /// <summary>A metric, parameter or tag key: it may be used as a relative file path and must be in normal form as one.</summary>
    /// <param name="path">What the refusal calls it, such as <c>metrics[1].name</c>.</param>
    public static string Key(string key, string path)
    {
        if (!KeyPattern().IsMatch(key))
            throw Refused(path, key, BadCharacters);
        var normal = Normal(key);
        if (normal != key || normal == "." || normal.StartsWith("..", StringComparison.Ordinal) || normal.StartsWith('/'))
        {
            throw Refused(
                path,
                key,
                $"Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to {PythonText(normal)}");
        }

        return Within(key, Limits.Key, path);
    }

    /// <returns>The value, when it is short enough.</returns>
    public static string Within(string value, int limit, string path) =>
        value.Length <= limit ? value : throw MlflowRefusal.Invalid($"'{path}' exceeds the maximum length of {limit} characters");

    public static string? WithinOrNull(string? value, int limit, string path) => value is null ? null : Within(value, limit, path);

    /// <summary>Values of parameters and run tags are cut, as MLflow does by default.</summary>
    public static string Cut(string value, int limit) => value.Length <= limit ? value : value[..limit];

    public static string RunId(string id) => RunIdPattern().IsMatch(id) ? id : throw Refused("run_id", id, null);

    public static string Experiment(string name) => Within(name, Limits.ExperimentName, "name");

    /// <summary>Empty is allowed: the model gets a name made up.</summary>
    public static string LoggedModel(string name) => !name.AsSpan().ContainsAny(NotInModelNames)
        ? name
        : throw MlflowRefusal.Invalid($"Invalid model name ('{name}') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '\"', \"'\")");

    public static string Alias(string alias)
    {
        if (!AliasPattern().IsMatch(alias))
            throw MlflowRefusal.Invalid($"Invalid alias name: '{alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
        Within(alias, Limits.Alias, "Registered model alias name");
        if (alias.Equals("latest", StringComparison.OrdinalIgnoreCase))
            throw MlflowRefusal.Invalid("'latest' alias name (case insensitive) is reserved.");
        if (VersionAliasPattern().IsMatch(alias))
            throw MlflowRefusal.Invalid($"Version alias name '{alias}' is reserved.");
        return alias;
    }

    public static long Version(string version) =>
        long.TryParse(version, out var number) ? number : throw MlflowRefusal.Invalid($"Parameter 'version' must be an integer, got '{version}'.");

    public static MlflowRefusal Refused(string path, string value, string? why) =>
        MlflowRefusal.Invalid($"Invalid value {PythonJson.Shown(value)} for parameter '{path}' supplied{(why is null ? "." : ": " + why)}");

    /// <summary>A POSIX path without <c>.</c>, <c>..</c> inside, doubled or trailing slashes; empty becomes <c>.</c>.</summary>
    private static string Normal(string path)
    {
        var rooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
                continue;
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part != ".." || !rooted)
                parts.Add(part);
        }

        var joined = (rooted ? "/" : "") + string.Join('/', parts);
        return joined.Length == 0 ? "." : joined;
    }

    private static string PythonText(string text) => $"'{text}'";

    // The dollar of MLflow's own patterns also lets one trailing line break through; a key with a line break is refused here.
    [GeneratedRegex(@"\A[/\w.\- :]*\z")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"\A[a-zA-Z0-9][\w\-]{0,255}\z")]
    private static partial Regex RunIdPattern();

    [GeneratedRegex(@"\A[\w\-]*\z")]
    private static partial Regex AliasPattern();

    [GeneratedRegex(@"\A[vV]\d+\z")]
    private static partial Regex VersionAliasPattern();
}
