using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using MLPlatform.Contracts.Errors;
using MLPlatform.Training.Onnx.Wire;

namespace MLPlatform.Training.Onnx;

/// <summary>XGBoost's JSON model as an ONNX tree ensemble: one float32 input <c>features</c> of rows × features, one output <c>scores</c> of rows × 1.</summary>
internal static class TreesToOnnx
{
    private const int Float = 1, IrVersion = 8, MlOperators = 3, CoreOperators = 15;

    public static byte[] Convert(ReadOnlyMemory<byte> xgboostJson, int featureCount)
    {
        using var document = JsonDocument.Parse(xgboostJson);
        var learner = document.RootElement.GetProperty("learner");
        var booster = learner.GetProperty("gradient_booster");
        var objective = learner.GetProperty("objective").GetProperty("name").GetString();
        if (booster.GetProperty("name").GetString() != "gbtree" || objective is not ("binary:logistic" or "reg:squarederror"))
            throw new PlatformException(TrainingErrors.EngineRefused, $"A `{booster.GetProperty("name").GetString()}` booster with objective `{objective}` has no ONNX form here.");

        var ensemble = new EnsembleNodes();
        var tree = 0;
        foreach (var nodes in booster.GetProperty("model").GetProperty("trees").EnumerateArray())
            ensemble.Add(tree++, nodes);

        var score = double.Parse(learner.GetProperty("learner_model_param").GetProperty("base_score").GetString()!, CultureInfo.InvariantCulture);
        var logistic = objective == "binary:logistic";
        var graph = new OnnxGraph { Name = "trees", Input = { Tensor("features", featureCount) }, Output = { Tensor("scores", 1) } };

        // ONNX Runtime's regressor ignores the logistic post_transform, so the sigmoid is a node of its own.
        graph.Node.Add(ensemble.ToNode(logistic ? (float)Math.Log(score / (1 - score)) : (float)score, logistic ? "margins" : "scores"));
        if (logistic)
            graph.Node.Add(new OnnxNode { OpType = "Sigmoid", Name = "probability", Input = { "margins" }, Output = { "scores" } });
        return new OnnxModel
        {
            IrVersion = IrVersion,
            ProducerName = "mlplatform",
            Graph = graph,
            OpsetImport = { new OnnxOperatorSet { Domain = "", Version = CoreOperators }, new OnnxOperatorSet { Domain = "ai.onnx.ml", Version = MlOperators } },
        }.ToByteArray();
    }

    private static OnnxValueInfo Tensor(string name, int columns) => new()
    {
        Name = name,
        Type = new OnnxType
        {
            TensorType = new OnnxTensorType
            {
                ElemType = Float,
                Shape = new OnnxShape { Dim = { new OnnxDimension { DimParam = "rows" }, new OnnxDimension { DimValue = columns } } },
            },
        },
    };
}
