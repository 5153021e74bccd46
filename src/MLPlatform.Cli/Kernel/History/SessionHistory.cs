using System.IO.Enumeration;
using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Cli.Kernel.History;

/// <summary>Inputs and their results: this kernel's from memory, those of others from the user's folder, read when first asked for.</summary>
internal sealed class SessionHistory(HistoryFolder folder)
{
    private const int MaxEntries = 10_000;

    private readonly Lock _gate = new();
    private readonly List<(int Line, string Input, string? Output)> _entries = [];
    private readonly Lazy<IReadOnlyList<IReadOnlyList<(int Line, string Input, string? Output)>>> _others = new(folder.Others);

    /// <summary>A cell starts: it is in the history also when it never ends.</summary>
    public void Add(int line, string input)
    {
        folder.Append(line, input, null);
        lock (_gate)
        {
            _entries.Add((line, input, null));
            if (_entries.Count > MaxEntries)
                _entries.RemoveAt(0);
        }
    }

    /// <param name="output">The result as text.</param>
    public void Complete(int line, string output)
    {
        folder.Append(line, null, output);
        lock (_gate)
        {
            var at = _entries.FindLastIndex(entry => entry.Line == line);
            if (at >= 0)
                _entries[at] = _entries[at] with { Output = output };
        }
    }

    public IReadOnlyList<HistoryEntry> Find(HistoryRequest request)
    {
        var found = request.HistAccessType switch
        {
            "range" => Session(request.Session).Where(entry => entry.Line >= request.Start && entry.Line < (request.Stop ?? int.MaxValue)),
            "search" => Last(All().Where(entry => FileSystemName.MatchesSimpleExpression(request.Pattern ?? "*", entry.Input, ignoreCase: false)), request),
            _ => Last(All(), request),
        };
        return [.. found.Select(entry => entry with { WithOutput = request.Output })];
    }

    /// <param name="number">From 1; 0 is this session, -1 the one before it.</param>
    private IEnumerable<HistoryEntry> Session(int number)
    {
        var own = _others.Value.Count + 1;
        var wanted = number > 0 ? number : own + number;
        return wanted == own ? Own(own) : wanted >= 1 && wanted < own ? Entries(_others.Value[wanted - 1], wanted) : [];
    }

    private IEnumerable<HistoryEntry> All() => _others.Value.SelectMany((entries, index) => Entries(entries, index + 1)).Concat(Own(_others.Value.Count + 1));

    private List<HistoryEntry> Own(int session)
    {
        lock (_gate)
            return [.. Entries(_entries, session)];
    }

    private static IEnumerable<HistoryEntry> Entries(IEnumerable<(int Line, string Input, string? Output)> entries, int session) =>
        entries.Select(entry => new HistoryEntry(session, entry.Line, entry.Input) { Output = entry.Output });

    private static IEnumerable<HistoryEntry> Last(IEnumerable<HistoryEntry> entries, HistoryRequest request)
    {
        var wanted = request.Unique ? entries.Reverse().DistinctBy(entry => entry.Input).Reverse() : entries;
        return request.N is { } n ? wanted.TakeLast(n) : wanted;
    }
}
