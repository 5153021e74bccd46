using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Targets.Journal;

namespace MLPlatform.Targets.Tests.Journal;

public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlplatform-test-").FullName;

    private string Path => System.IO.Path.Combine(_folder, JournalWriter.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Golden_journal_of_schema_1_stays_readable()
    {
        var events = await new FileJournal(System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "events-1.jsonl"), attempt: 2).ReadAsync(1, default);

        Assert.Equal(
            [JobEventType.Text, JobEventType.Display, JobEventType.Progress, JobEventType.Metric, JobEventType.Heartbeat, JobEventType.Exit],
            events.Select(line => line.Type));
        Assert.Equal("loading über 3,000,000 rows\n", events[0].Text);
        Assert.Equal(JsonValueKind.Object, events[1].Mime!["application/vnd.plotly.v1+json"].ValueKind);
        Assert.Equal(("valid-auc", 0.7125, 1L), (events[3].Name, events[3].Value, events[3].Step));
        Assert.Equal((1, "the label column is missing", 996_624_006_300_000L), (events[5].ExitCode, events[5].Text, events[5].Time));
    }

    [Fact]
    public void Written_lines_are_those_of_the_golden_journal()
    {
        using (var journal = JournalWriter.Open(Path, 2, new FixedTime()))
        {
            journal.Text("stdout", "loading über 3,000,000 rows\n");
            journal.Metric("valid-auc", 0.7125, 1);
            journal.Exit(1, "the label column is missing");
        }

        var golden = File.ReadAllLines(System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "events-1.jsonl"));
        Assert.Equal([Shape(golden[0]), Shape(golden[3]), Shape(golden[5])], File.ReadAllLines(Path).Select(Shape));

        static string Shape(string line) => string.Join(' ', JsonDocument.Parse(line).RootElement.EnumerateObject().Where(field => field.Name is not ("sequence" or "time")));
    }

    [Fact]
    public void Any_cut_of_a_journal_reads_as_its_whole_lines_and_can_be_continued() => Prop.ForAll<string[], int>((texts, cut) =>
    {
        File.Delete(Path);
        using (var journal = JournalWriter.Open(Path, 1, TimeProvider.System))
        {
            foreach (var text in texts)
                journal.Text("stdout", text ?? "");
        }

        var bytes = File.ReadAllBytes(Path);
        var kept = bytes.AsSpan(0, (int)((uint)cut % (bytes.Length + 1)));
        File.WriteAllBytes(Path, kept);
        using (var journal = JournalWriter.Open(Path, 1, TimeProvider.System))
            journal.Exit(0);

        var events = JournalLines.Parse(File.ReadAllBytes(Path), 1, Path, out var whole);
        var lines = kept.Count((byte)'\n');
        return whole == new FileInfo(Path).Length
            && events.Count == lines + 1
            && events[^1].Type == JobEventType.Exit
            && events.Take(lines).Select(line => line.Text).SequenceEqual(texts.Take(lines).Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task ReadAsync_reads_each_event_once_while_the_file_grows_and_goes_back_when_asked()
    {
        using var writer = JournalWriter.Open(Path, 1, TimeProvider.System);
        var reader = new FileJournal(Path, 1);
        writer.Text("stdout", "a");
        Assert.Equal("a", Assert.Single(await reader.ReadAsync(1, default)).Text);
        Assert.Empty(await reader.ReadAsync(2, default));
        writer.Text("stdout", "b");
        writer.Text("stdout", "c");

        Assert.Equal(["b", "c"], (await reader.ReadAsync(2, default)).Select(line => line.Text));
        Assert.Equal(["a", "b", "c"], (await reader.ReadAsync(1, default)).Select(line => line.Text));
        Assert.Equal(["c"], (await new FileJournal(Path, 1).ReadAsync(3, default)).Select(line => line.Text));
    }

    [Theory]
    [InlineData("no json at all\n")]
    [InlineData("""{"schema":2,"attempt":1,"sequence":1,"time":0,"type":"Heartbeat"}""" + "\n")]
    [InlineData("""{"schema":1,"attempt":3,"sequence":1,"time":0,"type":"Heartbeat"}""" + "\n")]
    [InlineData("""{"schema":1,"attempt":1,"sequence":1,"time":0,"type":"Heartbeat"}""" + "\n" + """{"schema":1,"attempt":1,"sequence":3,"time":0,"type":"Heartbeat"}""" + "\n")]
    public async Task ReadAsync_refuses_what_is_no_journal_of_this_attempt(string content)
    {
        await File.WriteAllTextAsync(Path, content);

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => new FileJournal(Path, 1).ReadAsync(1, default));

        Assert.Equal(JobErrors.JournalUnreadable, refusal.Code);
    }

    [Fact]
    public async Task Writers_in_parallel_leave_no_gap()
    {
        using (var writer = JournalWriter.Open(Path, 1, TimeProvider.System))
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
            {
                for (var j = 0; j < 200; j++)
                    writer.Metric(i.ToString(CultureInfo.InvariantCulture), j, j);
            })));

        var events = await new FileJournal(Path, 1).ReadAsync(1, default);

        Assert.Equal(800, events.Count);
        Assert.Equal(Enumerable.Range(1, 800).Select(i => (long)i), events.Select(line => line.Sequence));
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2001, 8, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
