using System.Text.Json;
using Benchmarks.Measuring;

namespace Benchmarks.Kernels;

/// <summary>Our kernel against ipykernel, both driven by jupyter_client.</summary>
internal sealed class KernelSpeed : IBenchmark
{
    private const int Rounds = 9;
    private const int Cells = 100;

    public string Name => "kernel-speed";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var prefix = Path.Combine(workplace.Scratch, "prefix");
        await workplace.RunAsync(Workplace.Program, ["kernel", "install", "--prefix", prefix], cancel);
        var driver = Path.Combine(AppContext.BaseDirectory, "Drivers/kernel_speed.py");
        var json = await workplace.RunAsync("/usr/bin/env", [$"JUPYTER_PATH={prefix}/share/jupyter", "/usr/bin/python3", driver, $"{Rounds}", $"{Cells}", "mlplatform", "python3", "python3"], cancel);
        var times = JsonSerializer.Deserialize<Dictionary<string, double[]>[]>(json)!;
        string[] names = ["mlplatform", "ipykernel", "ipykernel again"];
        Samples Of(int index, string what) => new(times[index][what]);
        return new ResultTable(
            "Kernel speed",
            "From launching the kernel to the reply of its first cell, and a warm `1+1`, in milliseconds.",
            ["kernel", "start → first reply, median", "best", "`1+1`, median", "p95"],
            [.. names.Select((name, i) => (IReadOnlyList<string>)[name, ResultTable.Number(Of(i, "start").Median), ResultTable.Number(Of(i, "start").Best), ResultTable.Number(Of(i, "cell").Median), ResultTable.Number(Of(i, "cell").Quantile(0.95))])],
            [
                new Bar("start → first reply, median", Of(0, "start").Median, Of(1, "start").Median, Of(2, "start").Median, 0.8),
                new Bar("`1+1`, median", Of(0, "cell").Median, Of(1, "cell").Median, Of(2, "cell").Median, 1.0),
            ])
        {
            Notes = [$"{Rounds} starts of each kernel in turn, {Cells} cells per start, through jupyter_client; the first turn is not counted."],
        };
    }
}
