using MLPlatform.Contracts.Jobs;

namespace MLPlatform.Targets.Journal;

/// <summary>A journal in a local file. Remembers how far it has read, so that following it reads each byte once.</summary>
/// <remarks>For one reader at a time. Invariant: <c>_offset</c> is the start of the line with sequence number <c>_next</c>.</remarks>
public sealed class FileJournal(string path, int attempt) : IJournal
{
    private long _offset;
    private long _next = 1;

    public async Task<IReadOnlyList<JobEvent>> ReadAsync(long fromSequence, CancellationToken cancel)
    {
        if (fromSequence < _next)
            (_offset, _next) = (0, 1);
        byte[] content;
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            if (file.Length <= _offset)
                return [];
            file.Seek(_offset, SeekOrigin.Begin);
            content = new byte[file.Length - _offset];
            await file.ReadExactlyAsync(content, cancel);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or EndOfStreamException)
        {
            // Not written yet; or a torn end was cut off between the length and the read, and comes again whole.
            return [];
        }

        var events = JournalLines.Parse(content, attempt, path, out var whole);
        if (events.Count == 0)
            return [];
        _offset += whole;
        _next = events[^1].Sequence + 1;
        return fromSequence <= events[0].Sequence ? events : [.. events.Where(line => line.Sequence >= fromSequence)];
    }
}
