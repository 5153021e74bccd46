namespace EndToEndTests.Running;

/// <summary>Waits on a condition with a deadline.</summary>
internal static class Eventually
{
    public static async Task<T> Get<T>(Func<Task<T?>> probe, TimeSpan deadline, string what)
        where T : class
    {
        var until = TimeProvider.System.GetTimestamp() + (long)(deadline.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (true)
        {
            if (await probe() is { } found)
                return found;
            Assert.True(TimeProvider.System.GetTimestamp() < until, $"{what}: not within {deadline}");
            await Task.Delay(100);
        }
    }
}
