using Microsoft.DotNet.Interactive.Directives;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Interactive.Running;

/// <summary>The words of a directive's line by parameter.</summary>
internal static class DirectiveWords
{
    /// <returns>The directive or the subcommand chosen, and the values given to its parameters; a flag has none.</returns>
    /// <exception cref="PlatformException">A parameter is unknown, missing or given too often.</exception>
    public static (KernelActionDirective Chosen, Dictionary<KernelDirectiveParameter, List<object>> Values) Parse(KernelActionDirective directive, string line, INotebookValues notebook)
    {
        var words = MagicWords.Split(line).ToList();
        var chosen = directive;
        if (words is [var first, ..] && directive.Subcommands.FirstOrDefault(one => one.Name == first) is { } subcommand)
        {
            chosen = subcommand;
            words.RemoveAt(0);
        }

        var values = new Dictionary<KernelDirectiveParameter, List<object>>();
        for (var i = 0; i < words.Count; i++)
        {
            var parameter = words[i].StartsWith("--", StringComparison.Ordinal) || (words[i].StartsWith('-') && chosen.Parameters.Any(one => one.Name == words[i]))
                ? chosen.Parameters.FirstOrDefault(one => one.Name == words[i]) ?? throw Unknown(directive, chosen, words[i])
                : null;
            if (parameter is null)
                Add(chosen.Parameters.FirstOrDefault(one => one.AllowImplicitName) ?? throw Unknown(directive, chosen, words[i]), Value(words[i], notebook));
            else if (parameter.Flag)
                Add(parameter, true);
            else if (++i < words.Count)
                Add(parameter, Value(words[i], notebook));
            else
                throw new PlatformException(CommandErrors.MissingArgument, $"`{parameter.Name}` of `{directive.Name}` lacks its value.", $"`{directive.Name} -h` shows what it takes.");
        }

        if (chosen.Parameters.FirstOrDefault(one => one.Required && !values.ContainsKey(one)) is { } missing)
            throw new PlatformException(CommandErrors.MissingArgument, $"`{directive.Name}` lacks `{missing.Name}`.", missing.Description ?? $"`{directive.Name} -h` shows what it takes.");
        return (chosen, values);

        void Add(KernelDirectiveParameter parameter, object value)
        {
            if (!values.TryGetValue(parameter, out var given))
                values.Add(parameter, given = []);
            if (given.Count == parameter.MaxOccurrences)
                throw new PlatformException(CommandErrors.BadValue, $"`{directive.Name}` has no use for `{value}`: `{parameter.Name}` is given already.", $"`{directive.Name} -h` shows what it takes; put text with blanks in double quotes.");
            given.Add(value);
        }
    }

    public static IEnumerable<string> Describe(KernelActionDirective directive) =>
    [
        .. directive.Parameters.Select(Describe),
        .. directive.Subcommands.SelectMany(sub => sub.Parameters.Select(one => "  " + Describe(one)).Prepend($"{sub.Name}  {sub.Description}".TrimEnd())),
    ];

    private static string Describe(KernelDirectiveParameter parameter) =>
        $"{parameter.Name}{(parameter.Flag ? "" : " VALUE")}  {parameter.Description}{(parameter.Required ? " (required)" : "")}".TrimEnd();

    private static object Value(string word, INotebookValues notebook) => word is ['@', .. var reference] ? NotebookReference.Find(reference, notebook) : word;

    private static PlatformException Unknown(KernelActionDirective directive, KernelActionDirective chosen, string word)
    {
        var known = chosen.Parameters.Select(one => one.Name).Concat(chosen == directive ? directive.Subcommands.Select(one => one.Name) : []).ToArray();
        var nearest = Nearest.To(word, known);
        return new PlatformException(CommandErrors.UnknownOption, $"`{directive.Name}` has no parameter `{word}`.", nearest is not null ? $"Did you mean `{nearest}`?" : known.Length == 0 ? "It takes none." : $"It takes {string.Join(", ", known)}.");
    }
}
