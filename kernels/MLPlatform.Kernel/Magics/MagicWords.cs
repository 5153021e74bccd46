using System.Text;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Kernel.Magics;

/// <summary>The words of a built-in magic's line: quotes group and are taken away; <c>--name value</c> pairs, then the rest in order.</summary>
internal sealed record MagicWords(IReadOnlyDictionary<string, string> Options, IReadOnlyList<string> Rest)
{
    /// <param name="flags">Options without a value.</param>
    /// <exception cref="PlatformException">An option the magic does not have, or one without its value.</exception>
    public static MagicWords Parse(string magic, string line, IReadOnlyList<string> options, params IReadOnlyList<string> flags)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = new List<string>();
        var words = Split(line);
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
                rest.Add(words[i]);
            else if (flags.Contains(words[i]))
                found[words[i]] = "";
            else if (!options.Contains(words[i]))
                throw new PlatformException(CommandErrors.UnknownOption, $"`#!{magic}` has no option `{words[i]}`.", $"It takes {string.Join(", ", options.Concat(flags))}.");
            else if (++i < words.Count)
                found[words[i - 1]] = words[i];
            else
                throw new PlatformException(CommandErrors.MissingArgument, $"`{words[i - 1]}` of `#!{magic}` lacks its value.");
        }

        return new MagicWords(found, rest);
    }

    public string? First => Rest is [var first, ..] ? first : null;

    public string? Option(string name) => Options.GetValueOrDefault(name);

    private static List<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quoted, any) = (false, false);
        foreach (var letter in line)
        {
            if (letter == '"')
                (quoted, any) = (!quoted, true);
            else if (char.IsWhiteSpace(letter) && !quoted)
                Flush();
            else
                word.Append(letter);
        }

        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0 || any)
                words.Add(word.ToString());
            word.Clear();
            any = false;
        }
    }
}
