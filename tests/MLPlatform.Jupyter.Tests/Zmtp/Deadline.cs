namespace MLPlatform.Jupyter.Tests.Zmtp;

/// <summary>Waits on conditions, never on time.</summary>
internal static class Deadline
{
    public static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    public static async Task UntilAsync(Func<bool> condition)
    {
        var deadline = Soon;
        while (!condition())
        {
            deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
