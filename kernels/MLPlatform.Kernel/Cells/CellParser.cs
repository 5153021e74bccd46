using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Kernel.Connections;
using MLPlatform.Kernel.Languages;
using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Packages;

namespace MLPlatform.Kernel.Cells;

/// <summary>Splits a cell into languages and magics. A directive counts only when its <c>#</c> is the first character of a line; <c>#region</c> and <c>#if</c> stay C#.</summary>
/// <param name="connected">Languages that <c>#!connect</c> adds while the notebook runs; null for none.</param>
/// <param name="defaultLanguage">For cells that name none.</param>
internal sealed class CellParser(IEnumerable<IMagic> magics, LanguageSet? connected = null, string defaultLanguage = CellLanguages.CSharp)
{
    private const string Time = "time";

    private readonly FrozenDictionary<string, IMagic> _magics = magics.ToFrozenDictionary(magic => magic.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => _magics.Keys.Concat(CellLanguages.ByName.Keys).Concat(connected?.Connected ?? []).Append(Time);

    /// <exception cref="PlatformException">A directive is unknown: then nothing of the cell runs.</exception>
    public CellPlan Parse(string cell, string? kernel = null)
    {
        var language = defaultLanguage;
        if (kernel is not null && !TryLanguage(kernel, out language))
            throw new PlatformException(CellErrors.UnknownMagic, $"The cell asks for the language `{kernel}`.", $"This kernel runs {Known()}; `#!connect` adds others.");
        return new Pass(this, cell, language!).Run();
    }

    /// <summary>The language a selector or a cell's metadata names.</summary>
    public bool TryLanguage(string name, [NotNullWhen(true)] out string? language)
    {
        language = CellLanguages.ByName.GetValueOrDefault(name) ?? connected?.NameOf(name);
        return language is not null;
    }

    /// <summary>True when the cell's first words are a magic or another language's selector: it is complete as it stands.</summary>
    public bool StartsWithMagic(string cell) =>
        cell.StartsWith("#!", StringComparison.Ordinal)
        && cell.AsSpan(2, cell.AsSpan(2).IndexOfAny(' ', '\n', '\r') is var end and >= 0 ? end : cell.Length - 2).ToString() is var name
        && (_magics.ContainsKey(name) || (TryLanguage(name, out var language) && language != CellLanguages.CSharp));

    public bool TryFind(string name, out IMagic? magic) => _magics.TryGetValue(name, out magic);

    private string Known() => string.Join(", ", CellLanguages.ByName.Values.Distinct().Concat(connected?.Connected ?? []));

    /// <summary>One walk over the lines of a cell. Invariant: text from <c>_start</c> on is not yet in a step.</summary>
    private sealed class Pass(CellParser parser, string cell, string language)
    {
        private readonly List<CellStep> _steps = [];
        private readonly List<ReferenceDirective> _references = [];
        private readonly List<string> _announced = [];
        private readonly StringBuilder _code = new();
        private string _language = language;
        private string _arguments = "";
        private MagicStep? _open;
        private int _startLine;
        private int _startOffset;
        private bool _timed;

        public CellPlan Run()
        {
            var line = 0;
            for (var at = 0; at < cell.Length; line++)
            {
                var end = cell.IndexOf('\n', at);
                var next = end < 0 ? cell.Length : end + 1;
                var text = cell[at..(end < 0 ? cell.Length : end)].TrimEnd('\r');
                if (!Directive(text, line, at, next))
                    _code.Append(cell, at, next - at);
                at = next;
            }

            Close();
            return new CellPlan(_steps, _timed);
        }

        /// <returns>False when the line is text of the current part.</returns>
        private bool Directive(string line, int number, int at, int next)
        {
            if (line.StartsWith("#!", StringComparison.Ordinal) && line.Length > 2 && !char.IsWhiteSpace(line[2]))
                return Magic(line, number, at, next);
            if (_language != CellLanguages.CSharp || _open is not null)
                return false;
            if (!IsWord(line, "#r") && !IsWord(line, "#i"))
                return false;
            _references.Add(ReferenceDirective.Parse(line));
            // The line stays, blank, so that errors keep the cell's lines.
            _code.Append(cell.AsSpan(at + line.Length, next - at - line.Length));
            return true;
        }

        private bool Magic(string line, int number, int at, int next)
        {
            var space = line.AsSpan().IndexOfAny(' ', '\t');
            var name = space < 0 ? line[2..] : line[2..space];
            var arguments = space < 0 ? "" : line[(space + 1)..].Trim();
            if (name == Time)
            {
                _timed = true;
                if (_code.Length == 0 && _open is null && _references.Count == 0)
                    Restart(number + 1, next);
                else
                    _code.Append(cell.AsSpan(at + line.Length, next - at - line.Length));
                return true;
            }

            if (parser.TryLanguage(name, out var selected) || IsAnnounced(name, out selected))
            {
                Close();
                (_language, _arguments) = (selected, arguments);
                Restart(number + 1, next);
                return true;
            }

            if (parser._magics.TryGetValue(name, out var magic))
            {
                Close();
                var step = new MagicStep(magic, arguments, "", number + 1, number, at) { Language = _language };
                if (name == ConnectMagic.Word)
                    _announced.AddRange(ConnectMagic.NamesOf(arguments));
                if (magic.TakesBody(arguments))
                    _open = step;
                else
                    _steps.Add(step);
                Restart(number + 1, next);
                return true;
            }

            // Prose may quote a directive this kernel does not have, and a language of another kernel may have its own.
            if (_open is null && (_language is CellLanguages.Markdown or CellLanguages.Html || !CellLanguages.ByName.ContainsKey(_language)))
                return false;
            var nearest = Nearest.To(name, parser.Names);
            throw new PlatformException(
                CellErrors.UnknownMagic,
                $"There is no magic command `#!{name}` (line {number + 1}); nothing of the cell ran.",
                nearest is null ? "`#!lsmagic` lists what there is." : $"Did you mean `#!{nearest}`?");
        }

        // A kernel that the same cell connects does not exist yet when the cell is parsed.
        private bool IsAnnounced(string name, [NotNullWhen(true)] out string? selected)
        {
            selected = _announced.Contains(name) ? name : null;
            return selected is not null;
        }

        private void Restart(int line, int offset)
        {
            _code.Clear();
            (_startLine, _startOffset) = (line, offset);
        }

        private void Close()
        {
            if (_open is { } magic)
            {
                _steps.Add(magic with { Body = _code.ToString() });
                _open = null;
            }
            else if (_references.Count > 0 || !string.IsNullOrWhiteSpace(_code.ToString()) || (_language != CellLanguages.CSharp && _arguments.Length > 0))
            {
                _steps.Add(new CodeStep(_language, _arguments, _code.ToString(), [.. _references], _startLine, _startOffset));
                _references.Clear();
            }

            _arguments = "";
            _code.Clear();
        }

        private static bool IsWord(string line, string word) =>
            line.StartsWith(word, StringComparison.Ordinal) && (line.Length == word.Length || line[word.Length] is ' ' or '\t' or '"');
    }
}
