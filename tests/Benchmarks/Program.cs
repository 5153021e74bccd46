using Benchmarks.Joins;
using Benchmarks.Kernels;
using Benchmarks.Measuring;
using Benchmarks.Monitoring;
using Benchmarks.Quickstart;
using Benchmarks.Serving;
using Benchmarks.Tracking;

// Usage: dotnet run -c Release --project tests/Benchmarks [NAME…]; without names all of them. Tables go to results/NAME.md.
IBenchmark[] all =
[
    new KernelSpeed(), new OneRowLatency(), new SaturatedThroughput(), new EngineSwitch(), new DriftFalseAlarms(), new EndpointStart(), new PointInTimeSpeed(),
    new LogSpeed(), new SearchSpeed(), new ArtifactSpeed(), new TrackingStart(), new QuickstartTime(),
];
var unknown = args.Except(all.Select(benchmark => benchmark.Name)).ToArray();
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"No benchmark {string.Join(", ", unknown)}; there are {string.Join(", ", all.Select(benchmark => benchmark.Name))}.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};
var met = true;
foreach (var benchmark in all.Where(benchmark => args.Length == 0 || args.Contains(benchmark.Name)))
{
    using var workplace = new Workplace();
    var table = await benchmark.RunAsync(workplace, stop.Token);
    var markdown = table.ToMarkdown(Workplace.Machine, TimeProvider.System.GetUtcNow());
    Console.WriteLine(markdown);
    await File.WriteAllTextAsync(Path.Combine(Workplace.Results, benchmark.Name + ".md"), markdown, stop.Token);
    met &= table.Bars.All(bar => bar.IsMet);
}

return met ? 0 : 1;
