using System.Text.Json;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;
using MLPlatform.Frames;
using MLPlatform.Inference.Models;
using MLPlatform.Training.Boosting;
using MLPlatform.Training.Tests;

namespace MLPlatform.Inference.Tests.Models;

public sealed class ModelPackageTests : IDisposable
{
    private static readonly string[] Inputs = ["distance", "hour", "weekend", "noise"];
    private readonly TemporaryFolder _folder = new();
    private readonly Frame _rows = SyntheticRows.Make(500, 7);

    public ModelPackageTests()
    {
        using var trees = Trees.Fit(SyntheticRows.Make(1000, 1), "late", new() { Rounds = 20, Depth = 5, Threads = 2 }, features: Inputs);
        trees.Save(_folder["model"]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mlplatform.json")]
    [InlineData("model.onnx")]
    [InlineData("model.ubj")]
    public void Load_without_a_file_names_it(string file)
    {
        File.Delete(_folder[$"model/{file}"]);

        AssertDoesNotLoad(file);
    }

    [Theory]
    [InlineData("mlplatform.json", 40)]
    [InlineData("model.onnx", 500)]
    [InlineData("model.ubj", 500)]
    [InlineData("mlplatform.json", 0)]
    [InlineData("model.onnx", 0)]
    [InlineData("model.ubj", 0)]
    public void Load_of_a_torn_file_names_it(string file, int length)
    {
        using (var torn = File.OpenWrite(_folder[$"model/{file}"]))
            torn.SetLength(length);

        AssertDoesNotLoad(file);
    }

    [Theory]
    [InlineData("onnx", "model.onnx")]
    [InlineData("xgboost", "model.ubj")]
    public void Load_of_files_of_different_models_is_refused(string flavor, string file)
    {
        Rewrite(manifest => manifest with { Flavors = new Dictionary<string, string> { [flavor] = file }, Inputs = [.. manifest.Inputs.Take(3)] });

        AssertDoesNotLoad(file);
    }

    [Fact]
    public void Load_of_a_newer_schema_is_refused()
    {
        Rewrite(manifest => manifest with { Schema = 99 });

        AssertDoesNotLoad("99");
    }

    [Fact]
    public void Load_never_leaves_its_folder()
    {
        Rewrite(manifest => manifest with { Flavors = new Dictionary<string, string> { ["onnx"] = "../model/model.onnx" } });

        AssertDoesNotLoad("model.onnx");
    }

    [Theory]
    [InlineData("onnx", "model.onnx")]
    [InlineData("xgboost", "model.ubj")]
    public void Predict_with_one_engine_alone_serves_any_number_of_rows(string flavor, string file)
    {
        using var both = ModelPackage.Load(_folder["model"]);
        var expected = Scores(both, _rows);
        Rewrite(manifest => manifest with { Flavors = new Dictionary<string, string> { [flavor] = file } });

        using var model = ModelPackage.Load(_folder["model"]);

        Assert.All(Scores(model, _rows).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        Assert.Equal(expected[7], Scores(model, _rows.Slice(7, 1))[0], 1e-6);
        Assert.Empty(Scores(model, _rows.Slice(0, 0)));
    }

    [Fact]
    public void Predict_from_many_threads_gives_the_same_answers()
    {
        using var model = ModelPackage.Load(_folder["model"]);
        var expected = Scores(model, _rows);

        var answers = new double[_rows.RowCount];
        Parallel.For(0, 4 * answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            answers[i % answers.Length] = Scores(model, _rows.Slice(i % answers.Length, 1))[0]);

        Assert.All(answers.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public void Predict_takes_columns_in_any_order_and_ignores_others()
    {
        using var model = ModelPackage.Load(_folder["model"]);

        var shuffled = _rows.Select("noise", "late", "weekend", "distance", "hour");

        Assert.Equal(Scores(model, _rows), Scores(model, shuffled));
    }

    [Fact]
    public void Predict_without_an_optional_input_takes_it_as_missing()
    {
        using var model = ModelPackage.Load(_folder["model"]);
        var empty = _rows.With(new Column<double>("distance", new double[500], new byte[Bitmap.ByteCount(500)]));

        Assert.Equal(Scores(model, empty), Scores(model, _rows.Without("distance")));
    }

    [Fact]
    public void Predict_without_a_required_input_names_it_and_the_near_one()
    {
        using var model = ModelPackage.Load(_folder["model"]);

        var refused = Assert.Throws<PlatformException>(() => model.Predict(new Frame(_rows.Columns.Select(column => column.Name == "hour" ? column.Rename("hours") : column))));

        Assert.Equal(EndpointErrors.MissingFeature, refused.Code);
        Assert.Contains("`hour`", refused.Message);
        Assert.Contains("`hours`", refused.Message);
    }

    [Fact]
    public void Predict_with_text_for_a_number_names_the_column()
    {
        using var model = ModelPackage.Load(_folder["model"]);

        var refused = Assert.Throws<PlatformException>(() => model.Predict(_rows.With(TextColumn.Of("hour", Enumerable.Repeat("3", 500).ToArray()))));

        Assert.Equal(EndpointErrors.WrongShape, refused.Code);
        Assert.Contains("`hour`", refused.Message);
    }

    [Fact]
    public void Predict_with_a_fraction_for_an_integer_names_column_and_row()
    {
        using var model = ModelPackage.Load(_folder["model"]);
        var hours = new double[500];
        hours[3] = 1.5;

        var refused = Assert.Throws<PlatformException>(() => model.Predict(_rows.With(new Column<double>("hour", hours))));

        Assert.Contains("`hour`", refused.Message);
        Assert.Contains("row 3", refused.Message);
    }

    private static double[] Scores(IModel model, Frame rows) => ((Column<double>)model.Predict(rows)["late_probability"]).Values.ToArray();

    private void Rewrite(Func<ModelManifest, ModelManifest> change) =>
        File.WriteAllBytes(_folder["model/mlplatform.json"], JsonSerializer.SerializeToUtf8Bytes(change(ModelPackage.ReadManifest(_folder["model"])), ContractsJson.Default.ModelManifest));

    private void AssertDoesNotLoad(string named)
    {
        var refused = Assert.Throws<PlatformException>(() => ModelPackage.Load(_folder["model"]));
        Assert.Equal(EndpointErrors.ModelDoesNotLoad, refused.Code);
        Assert.Contains(named, refused.Message);
    }
}
