namespace MLPlatform.ModelServer.Serving;

/// <summary><c>/v2/models/NAME[/versions/V][/VERB]</c>, taken apart.</summary>
/// <param name="Verb">What follows the model: <c>infer</c>, <c>ready</c>, or empty for its metadata.</param>
internal readonly record struct ModelPath(string Name, string? Version, string Verb)
{
    private const string Prefix = "/v2/models/";

    /// <returns>Null for any other path.</returns>
    public static ModelPath? Parse(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var words = path[Prefix.Length..].Split('/');
        return words switch
        {
            [{ Length: > 0 } name] => new ModelPath(name, null, ""),
            [var name, "versions", { Length: > 0 } version] => new ModelPath(name, version, ""),
            [var name, "versions", { Length: > 0 } version, var verb] => new ModelPath(name, version, verb),
            [var name, var verb] => new ModelPath(name, null, verb),
            _ => null,
        };
    }
}
