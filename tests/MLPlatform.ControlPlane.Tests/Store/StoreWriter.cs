using System.Globalization;
using MLPlatform.ControlPlane.Store;

namespace MLPlatform.ControlPlane.Tests.Store;

/// <summary>A child that writes rows from four tasks and prints the number of each row only after it was acknowledged, until it is killed.</summary>
internal static class StoreWriter
{
    public static async Task<int> RunAsync(string path)
    {
        await using var database = Database.Open(path, TimeProvider.System);
        var next = 0L;
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var number = Interlocked.Increment(ref next);
                await database.WriteAsync(store => store.Execute("INSERT INTO experiments (name, lifecycle_stage) VALUES (?, 'active')", "row " + number.ToString(CultureInfo.InvariantCulture)));
                lock (Console.Out)
                {
                    Console.Out.WriteLine(number);
                    Console.Out.Flush();
                }
            }
        }));
        await Task.WhenAll(writers);
        return 0;
    }
}
