using System.Diagnostics;
using System.Text.Json;
using MLPlatform.Monitoring.Performance;
using MLPlatform.Monitoring.Sketches;
using MLPlatform.Monitoring.Statistics;

namespace MLPlatform.Monitoring.Tests.Statistics;

/// <summary>Thousands of random cases in one run of Python: SciPy's and scikit-learn's answers against ours.</summary>
public sealed class RandomCasesTests
{
    private const int Cases = 1_500;

    private readonly Random _random = new(20261120);

    [SciPyFact]
    public async Task Every_statistic_agrees_with_SciPy_and_scikit_learn()
    {
        var numbers = Enumerable.Range(0, Cases).Select(_ => (Then: Sample(), Now: Sample())).ToArray();
        var categories = Enumerable.Range(0, Cases).Select(_ => Counts()).ToArray();
        var classifiers = Enumerable.Range(0, 300).Select(_ => Classifier()).ToArray();
        var answers = await AskAsync(JsonSerializer.Serialize(new
        {
            numbers = numbers.Select(@case => new { then = @case.Then, now = @case.Now }),
            categories = categories.Select(@case => new { then = @case.Then, now = @case.Now }),
            classifiers = classifiers.Select(@case => new { scores = @case.Scores, labels = Array.ConvertAll(@case.Labels, label => label ? 1 : 0), more = @case.More }),
        }));

        foreach (var ((then, now), said) in numbers.Zip(answers.GetProperty("numbers").EnumerateArray()))
        {
            var points = Points.Pair(Of(then), Of(now));
            var bins = Bins.Of(points);
            var statistic = KolmogorovSmirnov.Statistic(points);
            Close(said[0], statistic, 1e-12);
            Close(said[1], KolmogorovSmirnov.PValue(statistic, then.Length, now.Length), 1e-8);
            Close(said[2], Wasserstein.Distance(points), 1e-9);
            Close(said[3], PopulationStability.Index(bins), 1e-9);
            Close(said[4], Hellinger.Distance(bins), 1e-7);
        }

        foreach (var ((then, now), said) in categories.Zip(answers.GetProperty("categories").EnumerateArray()))
        {
            var bins = new Bins(then, now);
            Close(said[0], JensenShannon.Distance(bins), 1e-7);
            Close(said[1], ChiSquare.PValue(bins), 1e-9);
            Close(said[2], PopulationStability.Index(bins), 1e-9);
            Close(said[3], Hellinger.Distance(bins), 1e-7);
            if (then.Length == 2)
                Close(said[4], ProportionTest.PValue(bins), 1e-9);
        }

        foreach (var ((scores, labels, more), said) in classifiers.Zip(answers.GetProperty("classifiers").EnumerateArray()))
        {
            var calibration = IsotonicCalibration.Fit(scores, labels);
            foreach (var (score, expected) in more.Zip(said[0].EnumerateArray()))
                Close(expected, calibration.Of(score), 1e-9);
            var estimated = ClassifierPerformance.Estimate(more, calibration);
            var measured = ClassifierPerformance.Measure(scores, labels);
            Close(said[1], estimated.Accuracy, 1e-9);
            Close(said[2], estimated.Auc, 1e-9);
            Close(said[3], measured.Auc, 1e-9);
            Close(said[4], measured.Accuracy, 1e-12);
            if (!double.IsNaN(measured.F1))
                Close(said[5], measured.F1, 1e-12);
        }
    }

    private static void Close(JsonElement expected, double actual, double tolerance)
    {
        if (expected.ValueKind == JsonValueKind.Number)
            Assert.Equal(expected.GetDouble(), actual, tolerance);
    }

    private static async Task<JsonElement> AskAsync(string cases)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, cases);
            using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Golden", "random_cases.py"), file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, said) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
            Assert.True(process.ExitCode == 0, await said);
            using var json = JsonDocument.Parse(await output);
            return json.RootElement.Clone();
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Ties, shifts, scales, and shapes with and without tails.
    private double[] Sample()
    {
        var (kind, shift, scale) = (_random.Next(4), _random.NextDouble() * 2, Math.Pow(10, _random.Next(-2, 4)));
        return [.. Enumerable.Range(0, _random.Next(5, 80)).Select(_ => Math.Round(
            kind switch
            {
                0 => shift + (scale * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble())),
                1 => _random.Next(0, 12),
                2 => -scale * Math.Log(1 - _random.NextDouble()),
                _ => shift + (scale * _random.NextDouble()),
            },
            6))];
    }

    private (long[] Then, long[] Now) Counts()
    {
        var values = _random.Next(2, 30);
        var most = (int)Math.Pow(10, _random.Next(1, 5));
        var then = Enumerable.Range(0, values).Select(_ => _random.Next(10) == 0 ? 0L : _random.Next(1, most)).ToArray();
        var now = Array.ConvertAll(then, count => Math.Max(0, (count / 2) + _random.Next(-most / 4, (most / 4) + 1)));
        then[0]++;
        now[0]++;
        return (then, now);
    }

    private (double[] Scores, bool[] Labels, double[] More) Classifier()
    {
        var rows = _random.Next(20, 300);
        var rounded = _random.Next(2) == 0 ? 2 : 9;
        var scores = Enumerable.Range(0, rows).Select(_ => Math.Round(_random.NextDouble(), rounded)).ToArray();
        var labels = Array.ConvertAll(scores, score => _random.NextDouble() < 0.1 + (0.7 * score));
        return (scores, labels, [.. Enumerable.Range(0, 50).Select(_ => Math.Round(_random.NextDouble() * 1.2 - 0.1, rounded))]);
    }

    private static Distribution Of(double[] values)
    {
        var builder = new DistributionBuilder();
        foreach (var value in values)
            builder.Add(value);
        return builder.Build();
    }
}

/// <summary>A test that asks Debian's SciPy and scikit-learn.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SciPyFactAttribute : FactAttribute
{
    public SciPyFactAttribute()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/scipy") || !Directory.Exists("/usr/lib/python3/dist-packages/sklearn"))
            Skip = "python3-scipy or python3-sklearn is not installed.";
    }
}
