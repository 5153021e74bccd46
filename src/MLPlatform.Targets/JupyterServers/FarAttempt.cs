using System.Globalization;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Targets.Journal;
using MLPlatform.Targets.Local;

namespace MLPlatform.Targets.JupyterServers;

/// <summary>An attempt's folder on the far machine, and its copy here, from which everyone reads.</summary>
/// <remarks>Invariant: the journal here is a beginning of the one there, so its length is where to read on, whoever copied it.</remarks>
internal sealed class FarAttempt(JupyterServer server, string far, AttemptFolder here)
{
    private static readonly string[] Own = ["exit", "alive", "launch.json", "launch.py", "cancel", JournalWriter.FileName];

    /// <summary>Copies what the journal there has more.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> PullJournalAsync(CancellationToken cancel)
    {
        var any = false;
        await using var file = new FileStream(here.Journal, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 1);
        while (await server.ReadAsync($"{far}/{JournalWriter.FileName}", file.Position, cancel) is { Length: > 0 } more)
        {
            await file.WriteAsync(more, cancel);
            any = true;
        }

        return any;
    }

    /// <returns>A number that grows while the attempt runs; null when its folder is gone.</returns>
    public async Task<string?> AliveAsync(CancellationToken cancel) =>
        await server.ReadAsync($"{far}/alive", 0, cancel) is { } beat ? System.Text.Encoding.UTF8.GetString(beat) : await server.ListAsync(far, cancel) is null ? null : "";

    /// <returns>Null while it runs.</returns>
    public async Task<AttemptEnd?> EndAsync(long memoryLimit, CancellationToken cancel)
    {
        if (await server.ReadAsync($"{far}/exit", 0, cancel) is not { Length: > 0 } text)
            return null;
        var exit = JsonNode.Parse(text)!;
        var (code, signal) = ((int?)exit["code"], (int?)exit["signal"]);
        if ((bool?)exit["memory"] == true)
            return new AttemptEnd(null, signal, true, string.Create(CultureInfo.InvariantCulture, $"Out of memory: the job needed more than its limit of {memoryLimit >> 20} MB."));
        return new AttemptEnd(code, signal, false, (string?)exit["reason"] is { } reason
            ? $"The program could not be started there: {reason}."
            : signal is null ? $"The worker process ended with exit code {code?.ToString(CultureInfo.InvariantCulture)}." : $"The worker process ended by signal {signal.Value.ToString(CultureInfo.InvariantCulture)}.");
    }

    /// <summary>Brings all the attempt left, each file whole or not at all, and removes it there.</summary>
    public async Task BringHomeAsync(IReadOnlyList<WorkloadInput> inputs, CancellationToken cancel)
    {
        var known = inputs.Select(input => input.Path).Concat(Own).ToHashSet(StringComparer.Ordinal);
        foreach (var path in (await server.ListAsync(far, cancel) ?? []).Where(path => !known.Contains(path)))
        {
            if (here.PathOf(path) is not { } local)
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(local)!);
            var draft = local + WorkloadFolders.Unfinished;
            await using (var file = File.Create(draft))
            {
                while (await server.ReadAsync($"{far}/{path}", file.Position, cancel) is { Length: > 0 } more)
                    await file.WriteAsync(more, cancel);
            }

            File.Move(draft, local, overwrite: true);
        }

        await server.DeleteAsync(far, cancel);
    }
}
