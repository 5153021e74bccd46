using Google.Protobuf;
using MLPlatform.Training.Onnx.Wire;

namespace MLPlatform.Training.Onnx;

/// <summary>A linear model as ONNX: one float32 input <c>features</c> of rows × features, one output <c>scores</c> of rows × 1. A missing value (NaN) counts as its column's mean.</summary>
internal static class LinearToOnnx
{
    private const int Float = 1, IrVersion = 8, CoreOperators = 15;

    /// <param name="means">Shape: features.</param>
    /// <param name="weights">Of a feature less its mean. Shape: features.</param>
    public static byte[] Convert(float[] means, float[] weights, float bias, bool logistic)
    {
        var graph = new OnnxGraph { Name = "linear", Input = { Value("features", means.Length) }, Output = { Value("scores", 1) } };
        graph.Initializer.AddRange([Tensor("means", means, means.Length), Tensor("nothing", [0], 1), Tensor("weights", weights, weights.Length, 1), Tensor("bias", [bias], 1)]);
        // The mean is taken off before the product, not folded into the bias: in float32 a large mean would swallow the digits that matter.
        graph.Node.AddRange(
        [
            Node("Sub", "centred", "features", "means"),
            Node("IsNaN", "missing", "centred"),
            Node("Where", "filled", "missing", "nothing", "centred"),
            Node("MatMul", "products", "filled", "weights"),
            Node("Add", logistic ? "margins" : "scores", "products", "bias"),
        ]);
        if (logistic)
            graph.Node.Add(Node("Sigmoid", "scores", "margins"));
        return new OnnxModel { IrVersion = IrVersion, ProducerName = "mlplatform", Graph = graph, OpsetImport = { new OnnxOperatorSet { Domain = "", Version = CoreOperators } } }.ToByteArray();
    }

    private static OnnxNode Node(string type, string output, params string[] inputs) => new() { OpType = type, Name = output, Input = { inputs }, Output = { output } };

    private static OnnxTensor Tensor(string name, float[] values, params long[] shape) => new() { Name = name, DataType = Float, Dims = { shape }, FloatData = { values } };

    private static OnnxValueInfo Value(string name, int columns) => new()
    {
        Name = name,
        Type = new OnnxType { TensorType = new OnnxTensorType { ElemType = Float, Shape = new OnnxShape { Dim = { new OnnxDimension { DimParam = "rows" }, new OnnxDimension { DimValue = columns } } } } },
    };
}
