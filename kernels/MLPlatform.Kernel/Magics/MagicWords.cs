using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;

namespace MLPlatform.Kernel.Magics;

/// <summary>
/// The words of a built-in magic's line: quotes group and are taken away, a backslash keeps the quote behind it, JSON in braces or brackets is one word;
/// <c>--name value</c> pairs, then the rest in order.
/// </summary>
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
            var (name, joined) = Option(words[i], options);
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
                rest.Add(words[i]);
            else if (flags.Contains(name))
                found[name] = "";
            else if (!options.Contains(name))
                throw Unknown(magic, name, [.. options, .. flags]);
            else if (joined is not null)
                found[name] = joined;
            else if (++i < words.Count)
                found[name] = words[i];
            else
                throw new PlatformException(CommandErrors.MissingArgument, $"`{name}` of `#!{magic}` lacks its value.", $"`#!{magic} -h` shows what it takes.");
        }

        return new MagicWords(found, rest);
    }

    public string? First => Rest is [var first, ..] ? first : null;

    public string? Option(string name) => Options.GetValueOrDefault(name);

    /// <exception cref="PlatformException">More words stand without a name than the magic takes.</exception>
    public MagicWords AtMost(int words, string magic) => Rest.Count <= words
        ? this
        : throw new PlatformException(CommandErrors.BadValue, $"`#!{magic}` has no use for `{Rest[words]}`.", $"`#!{magic} -h` shows what it takes; put text with blanks in double quotes.");

    // --name=value is taken as two words where the option exists.
    private static (string Name, string? Value) Option(string word, IReadOnlyList<string> options) =>
        word.IndexOf('=', StringComparison.Ordinal) is var at and > 0 && options.Contains(word[..at]) ? (word[..at], word[(at + 1)..]) : (word, null);

    private static PlatformException Unknown(string magic, string name, IReadOnlyList<string> known)
    {
        var nearest = Nearest.To(name, known);
        return new PlatformException(CommandErrors.UnknownOption, $"`#!{magic}` has no option `{name}`.", nearest is null ? $"It takes {string.Join(", ", known)}." : $"Did you mean `{nearest}`?");
    }

    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quoted, any, depth) = (false, false, 0);
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (letter == '\\' && quoted && i + 1 < line.Length && line[i + 1] is ('"' or '\\') && depth == 0)
            {
                word.Append(line[++i]);
                continue;
            }

            if (letter == '"' && depth == 0)
            {
                (quoted, any) = (!quoted, true);
                continue;
            }

            if (!quoted)
                depth = letter switch
                {
                    '{' or '[' when depth > 0 || word.Length == 0 || word[^1] == ':' => depth + 1,
                    '}' or ']' when depth > 0 => depth - 1,
                    _ => depth,
                };
            if (char.IsWhiteSpace(letter) && !quoted && depth == 0)
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
