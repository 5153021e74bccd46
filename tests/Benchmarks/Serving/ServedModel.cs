using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Benchmarks.Measuring;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Json;
using MLPlatform.Frames;
using MLPlatform.Training.Boosting;

namespace Benchmarks.Serving;

/// <summary>Trees on 24 features, of the size the quickstart trains, ready to be served.</summary>
internal sealed class ServedModel
{
    public const int Features = 24;

    private ServedModel(string folder) => Folder = folder;

    public string Folder { get; }

    public static ServedModel Train(Workplace workplace)
    {
        var folder = Path.Combine(workplace.Scratch, "model");
        var random = new Random(5);
        var rows = 50_000;
        var columns = Enumerable.Range(0, Features).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray()).ToArray();
        var late = Enumerable.Range(0, rows).Select(row => columns[0][row] + columns[1][row] * columns[2][row] + 0.3 * random.NextDouble() > 0.9 ? 1L : 0L).ToArray();
        var frame = new Frame([.. columns.Select((values, i) => new Column<double>(FeatureName(i), values)), new Column<long>("late", late)]);
        using var trees = Trees.Fit(frame, "late", new TreeOptions { Rounds = 150, Depth = 8, LearningRate = 0.08 });
        trees.Save(folder);
        return new ServedModel(folder);
    }

    /// <summary>The body of a one-row prediction by raw features, in the Open Inference Protocol.</summary>
    public static byte[] Request()
    {
        var inputs = Enumerable.Range(0, Features).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"name":"{{FeatureName(i)}}","shape":[1],"datatype":"FP64","data":[{{0.02 * i + 0.25}}]}"""));
        return System.Text.Encoding.UTF8.GetBytes($$"""{"inputs":[{{string.Join(',', inputs)}}]}""");
    }

    public Process Start(Workplace workplace, int port) => workplace.Start(Workplace.Program, ["serve-model", "--spec", WriteSpec(workplace, port, null)]);

    /// <summary>On the servers' processor.</summary>
    public Process StartPinned(Workplace workplace, int port, int? grpc = null) => Pinned.Start(workplace, Workplace.Program, ["serve-model", "--spec", WriteSpec(workplace, port, grpc)]);

    private string WriteSpec(Workplace workplace, int port, int? grpc)
    {
        var spec = new ModelServerSpec
        {
            Name = "bench",
            Version = 1,
            ModelFolder = Folder,
            Port = port,
            Threads = 1,
            CaptureFolder = Path.Combine(workplace.Scratch, "capture"),
            CaptureRate = 0.1,
            Nonce = "bench",
            GrpcPort = grpc,
        };
        var file = Path.Combine(workplace.Scratch, $"spec-{port}.json");
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.ModelServerSpec));
        return file;
    }

    private static string FeatureName(int index) => string.Create(CultureInfo.InvariantCulture, $"feature_{index:00}");
}
