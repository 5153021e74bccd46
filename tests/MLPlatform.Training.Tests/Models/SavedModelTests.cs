using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Inference.Models;
using MLPlatform.Training.Boosting;

namespace MLPlatform.Training.Tests.Models;

public sealed class SavedModelTests : IDisposable
{
    private static readonly string[] Inputs = ["distance", "hour", "weekend", "noise"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("late")]
    [InlineData("delay")]
    public void Save_gives_an_onnx_model_that_agrees_with_xgboost(string label)
    {
        using var trees = Trees.Fit(SyntheticRows.Make(5000, 1), label, new() { Rounds = 100, Depth = 7, Threads = 2 }, features: Inputs);
        trees.Save(_folder["model"]);
        var rows = OnThresholds(SyntheticRows.Make(5000, 1).Slice(0, 3000));
        using var model = ModelPackage.Load(_folder["model"]);

        var whole = ((Column<double>)model.Predict(rows)[0]).Values.ToArray();
        var parts = Enumerable.Range(0, 100).SelectMany(part => ((Column<double>)model.Predict(rows.Slice(part * 30, 30))[0]).Values.ToArray()).ToArray();

        var scale = label == "late" ? 1 : 100;
        Assert.Equal(trees.Predict(rows), whole);
        Assert.All(whole.Zip(parts), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-6 * scale));
    }

    [Fact]
    public void Save_writes_a_manifest_that_says_where_the_model_came_from()
    {
        using var trees = Trees.Fit(SyntheticRows.Make(500, 1), "late", new() { Rounds = 3, Threads = 2 }, features: Inputs);
        var view = new ModelFeatureView("load", 2, ["origin"], [new FeatureColumn("load", 2, "distance", "distance", ColumnType.Float64)]);

        trees.Save(_folder["model"], [view], "sha256:abc", "profile.json");

        var manifest = ModelPackage.ReadManifest(_folder["model"]);
        Assert.Equal("sha256:abc", manifest.DataHash);
        Assert.Equal("profile.json", manifest.ProfileFile);
        Assert.Equal("distance", manifest.Features[0].Columns[0].Column);
        Assert.Equal(Inputs, manifest.Inputs.Select(input => input.Name));
        Assert.Equal(["MLmodel", "mlplatform.json", "model.onnx", "model.ubj", "requirements.txt"], Directory.EnumerateFiles(_folder["model"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
    }

    [Theory]
    [InlineData("MLmodel")]
    [InlineData("mlplatform.json")]
    public void Save_writes_the_golden_description(string file)
    {
        using var trees = Trees.Fit(SyntheticRows.Make(500, 1), "late", new() { Rounds = 3, Threads = 2 }, features: Inputs);

        trees.Save(_folder["model"]);

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)), File.ReadAllText(_folder[$"model/{file}"]));
    }

    [Fact]
    public void Save_into_a_folder_with_files_is_refused()
    {
        using var trees = Trees.Fit(SyntheticRows.Make(500, 1), "late", new() { Rounds = 3, Threads = 2 }, features: Inputs);
        trees.Save(_folder["model"]);

        var refused = Assert.Throws<PlatformException>(() => trees.Save(_folder["model"]));

        Assert.Equal(DataErrors.NotWritten, refused.Code);
    }

    [Fact]
    public void Save_where_nothing_can_be_written_is_refused_and_leaves_nothing()
    {
        using var trees = Trees.Fit(SyntheticRows.Make(500, 1), "late", new() { Rounds = 3, Threads = 2 }, features: Inputs);
        File.WriteAllText(_folder["file"], "");

        var refused = Assert.Throws<PlatformException>(() => trees.Save(_folder["file/model"]));

        Assert.Equal(DataErrors.NotWritten, refused.Code);
        Assert.Equal(["file"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName)!);
    }

    // Values that lie exactly on a split (XGBoost splits at training values), beyond every split, or are missing are where two engines could disagree.
    private static Frame OnThresholds(Frame rows)
    {
        var distance = rows.Numbers<double>("distance").Values.ToArray();
        for (var i = 0; i < distance.Length; i += 3)
            distance[i] = (i % 9) switch { 0 => -1e30, 3 => 1e30, _ => double.NaN };
        return rows.With(new Column<double>("distance", distance));
    }
}
