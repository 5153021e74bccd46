using System.IO.Enumeration;
using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Cli.Kernel;

/// <summary>The inputs of this kernel, as long as it lives.</summary>
internal sealed class SessionHistory
{
    private const int ThisSession = 1;
    private const int MaxEntries = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<HistoryEntry> _entries = new();

    public void Add(int line, string input)
    {
        lock (_gate)
        {
            _entries.Enqueue(new HistoryEntry(ThisSession, line, input));
            if (_entries.Count > MaxEntries)
                _entries.Dequeue();
        }
    }

    public IReadOnlyList<HistoryEntry> Find(HistoryRequest request)
    {
        List<HistoryEntry> all;
        lock (_gate)
            all = [.. _entries];
        var found = request.HistAccessType switch
        {
            // Sessions count from 1, 0 and below mean "back from this one"; earlier sessions are not kept.
            "range" => request.Session is 0 or ThisSession ? all.Where(entry => entry.Line >= request.Start && entry.Line < (request.Stop ?? int.MaxValue)) : [],
            "search" => Last(all.Where(entry => FileSystemName.MatchesSimpleExpression(request.Pattern ?? "*", entry.Input, ignoreCase: false)), request),
            _ => Last(all, request),
        };
        return [.. found.Select(entry => entry with { WithOutput = request.Output })];
    }

    private static IEnumerable<HistoryEntry> Last(IEnumerable<HistoryEntry> entries, HistoryRequest request)
    {
        var wanted = request.Unique ? entries.Reverse().DistinctBy(entry => entry.Input).Reverse() : entries;
        return request.N is { } n ? wanted.TakeLast(n) : wanted;
    }
}
