using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Benchmarks.Measuring;

namespace Benchmarks.Quickstart;

/// <summary>The main job from a fresh clone, then a second time. Its limits are seconds, not ratios, because people wait in seconds.</summary>
internal sealed partial class QuickstartTime : IBenchmark
{
    public string Name => "quickstart";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var clone = Path.Combine(workplace.Scratch, "clone");
        await workplace.RunAsync("git", ["clone", "-q", Workplace.Checkout, clone], cancel);
        var first = await RunAsync(workplace, clone, cancel);
        var second = await RunAsync(workplace, clone, cancel);
        await workplace.RunAsync(Path.Combine(clone, ".build/mlplatform/mlplatform"), ["down"], cancel);
        return new ResultTable(
            "Quickstart",
            "`./mlplatform quickstart` from a fresh clone, then again; seconds.",
            ["run", "downloads", "build", "control plane and notebook", "in all", "limit", "verdict"],
            [
                ["first", Seconds(first.Download), Seconds(first.Build), Seconds(first.Work), Seconds(first.All), "build 180, notebook 90", first.Build <= 180 && first.Work <= 90 ? "met" : "not met"],
                ["second", Seconds(second.Download), Seconds(second.Build), Seconds(second.Work), Seconds(second.All), "120 in all", second.All <= 120 ? "met" : "not met"],
            ],
            [])
        {
            Notes = ["Downloads hit the package caches of the user as they are; native libraries and sample data are installed from the npm lock file."],
        };
    }

    private static async Task<(double Download, double Build, double Work, double All)> RunAsync(Workplace workplace, string clone, CancellationToken cancel)
    {
        var begin = Stopwatch.GetTimestamp();
        var said = await workplace.RunAsync("/bin/sh", ["-c", $"'{clone}/mlplatform' quickstart 2>&1"], cancel);
        var all = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var prepared = Prepared().Match(said);
        var (download, build) = prepared.Success ? (Number(prepared.Groups[1]), Number(prepared.Groups[2])) : (0, 0);
        return (download, build, all - download - build, all);
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"downloads ([\d.]+) s, build ([\d.]+) s")]
    private static partial Regex Prepared();
}
