using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Json;

namespace MLPlatform.Targets.Journal;

/// <summary>The format of <c>events.jsonl</c>: one <see cref="JobEvent"/> a line, sequence numbers from 1 without a gap.</summary>
internal static class JournalLines
{
    public const int Schema = 1;

    public static JsonTypeInfo<JobEvent> Json => ContractsJson.Default.JobEvent;

    /// <param name="content">From the start of a line to anywhere.</param>
    /// <param name="whole">Bytes up to the end of the last whole line; what follows is torn or still being written.</param>
    /// <exception cref="PlatformException"><see cref="JobErrors.JournalUnreadable"/>: a line that is not the last is no event, is newer, or belongs to another attempt.</exception>
    public static IReadOnlyList<JobEvent> Parse(ReadOnlySpan<byte> content, int attempt, string path, out int whole)
    {
        var events = new List<JobEvent>();
        whole = 0;
        while (content[whole..].IndexOf((byte)'\n') is var length and >= 0)
        {
            var line = Read(content.Slice(whole, length), path);
            if (line.Schema is < 1 or > Schema)
                throw Unreadable(path, $"an event has schema {line.Schema}", "Update this installation; it reads schema 1.");
            if (line.Attempt != attempt)
                throw Unreadable(path, $"an event belongs to attempt {line.Attempt}, not {attempt}", "Read the journal of that attempt.");
            if (events.Count > 0 && line.Sequence != events[^1].Sequence + 1)
                throw Unreadable(path, $"event {events[^1].Sequence + 1} is missing", "The file was changed by hand.");
            events.Add(line);
            whole += length + 1;
        }

        return events;
    }

    private static JobEvent Read(ReadOnlySpan<byte> line, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Json) ?? throw Unreadable(path, "a line holds `null`", "The file was changed by hand.");
        }
        catch (JsonException failure)
        {
            throw Unreadable(path, $"a line is no event ({failure.Message})", "The file was changed by hand, or its disk is damaged.", failure);
        }
    }

    private static PlatformException Unreadable(string path, string problem, string fix, Exception? cause = null) =>
        new(JobErrors.JournalUnreadable, $"The journal `{path}` cannot be read: {problem}.", fix, cause);
}
