using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;
using MLPlatform.Frames;
using MLPlatform.Inference;
using MLPlatform.Inference.Models;
using MLPlatform.Inference.Onnx;
using MLPlatform.Inference.XGBoost;

namespace Benchmarks.Serving;

/// <summary>From how many rows on XGBoost predicts the same trees faster than ONNX Runtime, each on one thread.</summary>
internal sealed class EngineSwitch : IBenchmark
{
    private const int Rounds = 9;
    private const double RoundSeconds = 0.15;

    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32, 48, 64, 96, 128, 256];

    public string Name => "engine-switch";

    public Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel) => Task.Run(() => Run(workplace), cancel);

    private static ResultTable Run(Workplace workplace)
    {
        var folder = ServedModel.Train(workplace).Folder;
        var files = ModelPackage.ReadManifest(folder).Flavors;
        using var onnx = new OnnxSession(Path.Combine(folder, files["onnx"]), ServedModel.Features);
        using var booster = Booster.Load(File.ReadAllBytes(Path.Combine(folder, files["xgboost"])));
        booster.Set("nthread", "1");
        booster.Set("verbosity", "0");
        var random = new Random(7);
        var rows = new List<IReadOnlyList<string>>();
        var crossing = 0;
        foreach (var size in Sizes)
        {
            var columns = Enumerable.Range(0, ServedModel.Features).Select(i => (Column?)new Column<double>($"f{i}", Enumerable.Range(0, size).Select(_ => random.NextDouble()).ToArray())).ToArray();
            var scores = new double[size];
            var results = new float[size];
            var features = new float[size * columns.Length];
            void ByOnnx()
            {
                for (var start = 0; start < size; start += OnnxSession.MaxRows)
                    onnx.Predict(columns, start, scores.AsSpan(start, Math.Min(OnnxSession.MaxRows, size - start)));
            }

            void ByXGBoost()
            {
                for (var at = 0; at < columns.Length; at++)
                    FeatureMatrix.Fill(columns[at], 0, size, features, at, columns.Length);
                booster.Predict(features, size, columns.Length, results);
            }

            // In turns, so that a busy moment of the machine meets both; the best round of each is its speed.
            double ours = double.MaxValue, theirs = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
                (ours, theirs) = (Math.Min(ours, Micros(ByOnnx)), Math.Min(theirs, Micros(ByXGBoost)));
            if (theirs < ours && crossing == 0)
                crossing = size;
            rows.Add([size.ToString(CultureInfo.InvariantCulture), ResultTable.Number(ours), ResultTable.Number(theirs), theirs < ours ? "XGBoost" : "ONNX Runtime"]);
        }

        return new ResultTable("Engine switch", "Microseconds a call, best of the rounds, by rows of the call.", ["rows", "ONNX Runtime", "XGBoost", "faster"], rows, [])
        {
            Notes =
            [
                $"24 features, 150 trees of depth 8, one thread each; {Rounds} rounds of {RoundSeconds * 1000:0} ms in turns. The same rows at every call, whose way through the trees the processor learns by heart: small calls look faster than they are.",
                $"XGBoost is faster from {(crossing == 0 ? "none of these" : crossing.ToString(CultureInfo.InvariantCulture))} rows on; the product changes over at 64.",
            ],
        };
    }

    private static double Micros(Action predict)
    {
        predict();
        var calls = 0;
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < RoundSeconds)
        {
            predict();
            calls++;
        }

        return Stopwatch.GetElapsedTime(begin).TotalMicroseconds / calls;
    }
}
