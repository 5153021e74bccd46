using System.Text.Json;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Targets.Journal;

/// <summary>
/// Appends to an attempt's <c>events.jsonl</c>. Each call is one write of whole lines, so a killed process leaves at most one torn line, at the end.
/// Safe for concurrent use; sequence numbers follow the order of calls.
/// </summary>
/// <remarks>Invariant: every line up to <c>_sequence</c> is whole in the file, and nothing lies behind them.</remarks>
public sealed class JournalWriter : IDisposable
{
    public const string FileName = "events.jsonl";

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly int _attempt;
    private readonly TimeProvider _time;
    private long _sequence;

    private JournalWriter(FileStream file, int attempt, long sequence, TimeProvider time)
    {
        _file = file;
        _attempt = attempt;
        _sequence = sequence;
        _time = time;
    }

    /// <summary>Opens the journal of an attempt, new or left by a process that is gone; a torn last line is cut off.</summary>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.JobErrors.JournalUnreadable"/> when it holds another attempt's events.</exception>
    public static JournalWriter Open(string path, int attempt, TimeProvider time)
    {
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        try
        {
            var content = new byte[file.Length];
            file.ReadExactly(content);
            var events = JournalLines.Parse(content, attempt, path, out var whole);
            file.SetLength(whole);
            file.Seek(whole, SeekOrigin.Begin);
            return new JournalWriter(file, attempt, events.Count == 0 ? 0 : events[^1].Sequence, time);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Text on a stream: <c>stdout</c> or <c>stderr</c>.</summary>
    public void Text(string stream, string text) => Append(JobEventType.Text, line => line with { Stream = stream, Text = text });

    /// <param name="displayId">Null for a display that is never updated.</param>
    public void Display(IReadOnlyDictionary<string, JsonElement> mime, string? displayId = null) =>
        Append(JobEventType.Display, line => line with { Mime = mime, DisplayId = displayId });

    /// <summary>Replaces what is shown under an id.</summary>
    public void Progress(string displayId, IReadOnlyDictionary<string, JsonElement> mime) =>
        Append(JobEventType.Progress, line => line with { Mime = mime, DisplayId = displayId });

    public void Metric(string name, double value, long step) => Append(JobEventType.Metric, line => line with { Name = name, Value = value, Step = step });

    public void Parameter(string name, string value) => Append(JobEventType.Parameter, line => line with { Name = name, Text = value });

    public void Tag(string name, string value) => Append(JobEventType.Tag, line => line with { Name = name, Text = value });

    public void Heartbeat() => Append(JobEventType.Heartbeat, static line => line);

    /// <summary>The last event of the attempt; on disk when this returns.</summary>
    /// <param name="reason">Why, when the code is not 0.</param>
    public void Exit(int code, string? reason = null)
    {
        Append(JobEventType.Exit, line => line with { ExitCode = code, Text = reason });
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private void Append(JobEventType type, Func<JobEvent, JobEvent> fill)
    {
        lock (_gate)
        {
            var line = fill(new JobEvent { Attempt = _attempt, Sequence = _sequence + 1, Time = UnixMicros.Now(_time), Type = type });
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, JournalLines.Json), (byte)'\n']);
            _sequence++;
        }
    }
}
