using MLPlatform.Contracts.Endpoints;
using MLPlatform.Frames;
using MLPlatform.Inference.Models;
using MLPlatform.Training.Boosting;
using MLPlatform.Training.Tests;

namespace MLPlatform.ModelServer.Tests;

/// <summary>A small model on disk; <c>distance</c> may be missing, the other inputs may not.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainedModel()
    {
        using var trees = Trees.Fit(SyntheticRows.Make(1000, 1), "late", new() { Rounds = 20, Depth = 5, Threads = 2 }, features: ["distance", "hour", "weekend", "noise"]);
        trees.Save(Folder);
        Model = ModelPackage.Load(Folder);
    }

    public string Folder => _folder["model"];

    public IModel Model { get; }

    internal Frame Rows { get; } = SyntheticRows.Make(200, 7).Without("late", "delay");

    public double[] Expected(int start, int rows) => ((Column<double>)Model.Predict(Rows.Slice(start, rows))[0]).Values.ToArray();

    public ModelServerSpec Spec(string captureFolder, int port = 0) => new()
    {
        Name = "flights",
        Version = 3,
        ModelFolder = Folder,
        Port = port,
        Threads = 2,
        CaptureFolder = captureFolder,
        CaptureRate = 1,
        Nonce = "n-1",
    };

    public void Dispose()
    {
        Model.Dispose();
        _folder.Dispose();
    }
}
