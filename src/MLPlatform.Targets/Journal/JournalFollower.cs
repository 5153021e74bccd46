using System.Runtime.CompilerServices;
using MLPlatform.Contracts.Jobs;

namespace MLPlatform.Targets.Journal;

public static class JournalFollower
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(40);

    /// <summary>Events as they are written, ending after the Exit event, after <paramref name="wait"/>, or when <paramref name="ended"/> says that no more can come.</summary>
    /// <param name="wait">How long to wait for more; zero returns what is there.</param>
    public static async IAsyncEnumerable<JobEvent> FollowAsync(
        this IJournal journal, long fromSequence, TimeSpan wait, Func<bool> ended, TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var next = fromSequence;
        while (true)
        {
            // Asked before reading: what is written before the end is then always read.
            var last = ended() || time.GetElapsedTime(started) >= wait;
            foreach (var line in await journal.ReadAsync(next, cancel))
            {
                next = line.Sequence + 1;
                yield return line;
                if (line.Type == JobEventType.Exit)
                    yield break;
            }

            if (last)
                yield break;
            await Task.Delay(Poll, time, cancel);
        }
    }
}
