using System.Diagnostics;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Tests.Session;

public sealed class InterruptTests : SessionTest
{
    [Theory]
    [InlineData("while (true) ticks++;")]
    [InlineData("for (;;) { ticks++; }")]
    [InlineData("do ticks++; while (true);")]
    [InlineData("again: ticks++; goto again;")]
    [InlineData("while (true) { try { ticks++; while (true) { ticks++; } } catch { } }")]
    [InlineData("while (true) { try { await Task.Delay(50); } catch { } }")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Select(i => (long)i * 2).Where(i => { ticks++; return i < 0; }).Sum()")]
    [InlineData("Enumerable.Repeat(1, int.MaxValue).Aggregate(0L, (sum, i) => sum + (ticks = i))")]
    [InlineData("await Task.Delay(100_000);")]
    [InlineData("await Task.Delay(100_000).ConfigureAwait(false);")]
    [InlineData("System.Threading.Thread.Sleep(100_000);")]
    [InlineData("Task.Delay(100_000).Wait();")]
    [InlineData("await Task.Yield(); System.Threading.Thread.Sleep(100_000);")]
    [InlineData("lock (gate) { while (true) ticks++; }")]
    [InlineData("while (true) lock (gate) ticks++;")]
    [InlineData("long Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2); Fib(90)")]
    [InlineData("Parallel.For(0L, long.MaxValue, i => { ticks = i; });")]
    [InlineData("ParallelEnumerable.Range(0, int.MaxValue).Select(i => Enumerable.Range(0, 100).Sum(n => Math.Sqrt(i + n))).Sum()")]
    [InlineData("while (true) Console.WriteLine(\"flood\");")]
    [InlineData("IEnumerable<int> Forever() { while (true) yield return 1; } foreach (var one in Forever()) ticks += one;")]
    [InlineData("var queue = new System.Threading.SemaphoreSlim(0); queue.Wait();")]
    public async Task RunAsync_interrupted_cell_ends_and_keeps_variables(string code)
    {
        await EvaluateAsync("var kept = 42; long ticks = 0; object gate = new();");
        using var interrupt = new CancellationTokenSource();
        var output = new RecordedOutput();
        var running = Session.RunAsync(new CellRequest("Console.WriteLine(\"started\");\n" + code), output, interrupt.Token);
        var deadline = Stopwatch.StartNew();
        while (!output.Text.Contains("started", StringComparison.Ordinal) && !running.IsCompleted)
        {
            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(30));
            await Task.Delay(10);
        }

        await Task.Delay(50);
        await interrupt.CancelAsync();
        var result = await running.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(result.Status == CellStatus.Interrupted, result.Status + string.Join("\n", result.Error?.Traceback ?? []));
        // The lock must be free and what later cells need must work.
        Assert.Equal("42", await EvaluateAsync("lock (gate) { } Enumerable.Range(0, 3).AsParallel().Select(i => i).Sum() + kept - 3"));
    }

    [Fact]
    public async Task RunAsync_interrupted_while_sql_runs_ends()
    {
        using var interrupt = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
        var result = await RunAsync("#!sql\nselect sum(a.range * b.range) from range(1000000) a, range(10000000) b", interrupt: interrupt.Token);
        Assert.Equal(CellStatus.Interrupted, result.Status);
        Assert.Contains("7", await EvaluateAsync("#!sql\nselect 7"), StringComparison.Ordinal);
    }
}
