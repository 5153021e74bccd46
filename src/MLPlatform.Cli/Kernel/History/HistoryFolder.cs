using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using MLPlatform.ControlPlaneClient.Home;

namespace MLPlatform.Cli.Kernel.History;

/// <summary>
/// What this user's kernels ran: one file for each kernel, so that two of them never write to the same one. Lines are written behind the cells, never
/// in their way; a history that cannot be written is a note in the log.
/// </summary>
/// <param name="folder">Asked for when the first cell runs.</param>
internal sealed class HistoryFolder(Func<string> folder, TimeProvider time, KernelLog log)
{
    private const int MaxFiles = 200;
    private const int MaxOutput = 10_000;

    private readonly Channel<HistoryLine> _lines = Channel.CreateUnbounded<HistoryLine>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private string? _own;
    private Task? _writing;

    public void Append(int line, string? input, string? output)
    {
        _lines.Writer.TryWrite(new HistoryLine(HistoryLine.CurrentSchema, line, input, output?.Length > MaxOutput ? output[..MaxOutput] : output));
        lock (_gate)
            _writing ??= Task.Run(WriteAsync);
    }

    /// <summary>Inputs and outputs of earlier kernels and of those that run beside this one, each in order; oldest kernel first.</summary>
    public IReadOnlyList<IReadOnlyList<(int Line, string Input, string? Output)>> Others()
    {
        try
        {
            var root = folder();
            return Directory.Exists(root) ? [.. Files(root).Where(path => path != Volatile.Read(ref _own)).Select(Read).Where(session => session.Count > 0)] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.Write($"the history of earlier kernels cannot be read: {error.Message}");
            return [];
        }
    }

    /// <summary>Writes what is still queued.</summary>
    public Task CloseAsync()
    {
        _lines.Writer.TryComplete();
        lock (_gate)
            return _writing ?? Task.CompletedTask;
    }

    private async Task WriteAsync()
    {
        try
        {
            var root = PrivateFiles.EnsureFolder(folder());
            var name = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd'T'HHmmss'.'ffffff}-{Environment.ProcessId}.jsonl");
            var path = Path.Combine(root, name);
            Volatile.Write(ref _own, path);
            await using var file = PrivateFiles.Create(path);
            foreach (var old in Files(root).SkipLast(MaxFiles))
                File.Delete(old);
            while (await _lines.Reader.WaitToReadAsync())
            {
                while (_lines.Reader.TryRead(out var line))
                {
                    await JsonSerializer.SerializeAsync(file, line, HistoryJson.Default.HistoryLine);
                    file.WriteByte((byte)'\n');
                }

                await file.FlushAsync();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Contracts.Errors.PlatformException)
        {
            _lines.Writer.TryComplete();
            log.Write($"the history is not kept: {error.Message}");
        }
    }

    private static IEnumerable<string> Files(string root) => Directory.EnumerateFiles(root, "*.jsonl").Order(StringComparer.Ordinal);

    private static List<(int Line, string Input, string? Output)> Read(string path)
    {
        var inputs = new List<(int Line, string Input, string? Output)>();
        using var reader = new StreamReader(new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete }));
        while (reader.ReadLine() is { } text)
        {
            if (Parse(text) is not { Schema: HistoryLine.CurrentSchema } line)
                continue;
            if (line.Input is { } input)
                inputs.Add((line.Line, input, null));
            else if (inputs.FindLastIndex(one => one.Line == line.Line) is var at and >= 0)
                inputs[at] = inputs[at] with { Output = line.Output };
        }

        return inputs;
    }

    // The last line of a kernel that was killed may be torn.
    private static HistoryLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, HistoryJson.Default.HistoryLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
