using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Magics;

namespace MLPlatform.Kernel.Help;

/// <summary>What stands at the cursor. Unlike running a cell, unknown directives are no reason to refuse: the user is still typing.</summary>
internal abstract record HelpPlace
{
    /// <param name="Start">Offset of the name, behind <c>#!</c>.</param>
    public sealed record MagicName(string Typed, int Start, int End) : HelpPlace;

    /// <param name="Offset">Offset of the arguments in the cell.</param>
    public sealed record MagicArguments(IMagic Magic, string Arguments, int Position, int Offset) : HelpPlace;

    /// <param name="Offset">Offset of the code in the cell.</param>
    public sealed record Code(string Language, string Text, int Position, int Offset) : HelpPlace;

    public static HelpPlace Find(CellParser parser, string cell, int position)
    {
        var (language, start) = (CellLanguages.CSharp, 0);
        for (var at = 0; at <= cell.Length;)
        {
            var newline = cell.IndexOf('\n', at);
            var end = newline < 0 ? cell.Length : newline;
            if (cell.AsSpan(at).StartsWith("#!", StringComparison.Ordinal))
            {
                var name = NameOf(cell.AsSpan(at + 2, end - at - 2));
                if (position >= at && position <= end)
                    return OnDirective(parser, cell[at..end], name, at, position - at);
                if (position < at)
                    return new Code(language, cell[start..at], position - start, start);
                language = CellLanguages.ByName.GetValueOrDefault(name) ?? (parser.TryFind(name, out var magic) && magic!.TakesBody(cell[(at + 2 + name.Length)..end].Trim()) ? name : language);
                start = Math.Min(end + 1, cell.Length);
            }

            at = end + 1;
        }

        return new Code(language, cell[start..], position - start, start);
    }

    private static HelpPlace OnDirective(CellParser parser, string line, string name, int lineStart, int column)
    {
        if (column <= name.Length + 2 || !parser.TryFind(name, out var magic))
            return new MagicName(line[2..Math.Clamp(column, 2, line.Length)], lineStart + 2, lineStart + 2 + name.Length);
        var argumentsAt = Math.Min(name.Length + 3, line.Length);
        return new MagicArguments(magic!, line[argumentsAt..], column - argumentsAt, lineStart + argumentsAt);
    }

    private static string NameOf(ReadOnlySpan<char> afterMark)
    {
        var space = afterMark.IndexOfAny(' ', '\t', '\r');
        return (space < 0 ? afterMark : afterMark[..space]).ToString();
    }
}
