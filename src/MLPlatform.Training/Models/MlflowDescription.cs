using System.Buffers;
using System.Text;
using System.Text.Json;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Features;

namespace MLPlatform.Training.Models;

/// <summary>The text of an <c>MLmodel</c> file, which MLflow's loaders read.</summary>
internal static class MlflowDescription
{
    public static string Of(ModelManifest manifest) => manifest.Flavors.ContainsKey("xgboost") ? OfTrees(manifest) : OfOnnx(manifest);

    private static string OfOnnx(ModelManifest manifest) =>
        $"""
        flavors:
          onnx:
            code: null
            data: {ModelFolder.OnnxFile}
            providers:
            - CPUExecutionProvider
          python_function:
            data: {ModelFolder.OnnxFile}
            loader_module: mlflow.onnx
        signature:
          inputs: '{Inputs(manifest.Inputs)}'
          outputs: '[{OneTensor}]'
          params: null

        """;

    private static string OfTrees(ModelManifest manifest) =>
        $"""
        flavors:
          onnx:
            code: null
            data: {ModelFolder.OnnxFile}
            providers:
            - CPUExecutionProvider
          python_function:
            data: {ModelFolder.XGBoostFile}
            loader_module: mlflow.xgboost
          xgboost:
            code: null
            data: {ModelFolder.XGBoostFile}
            model_class: xgboost.core.Booster
            model_format: ubj
        signature:
          inputs: '{Inputs(manifest.Inputs)}'
          outputs: '[{OneTensor}]'
          params: null

        """;

    private const string OneTensor = """{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1]}}""";

    private static string Inputs(IEnumerable<SignatureColumn> columns)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (var column in columns)
            {
                writer.WriteStartObject();
                writer.WriteString("type", TypeOf(column));
                writer.WriteString("name", column.Name);
                writer.WriteBoolean("required", column.Required);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        // Inside a single-quoted YAML scalar a quote is written twice.
        return Encoding.UTF8.GetString(json.WrittenSpan).Replace("'", "''", StringComparison.Ordinal);
    }

    // pandas has no integer or bool that can be missing, so MLflow refuses a null in such a column: declare it as double.
    private static string TypeOf(SignatureColumn column) => column.Type switch
    {
        ColumnType.Float32 => "float",
        ColumnType.Float64 => "double",
        ColumnType.Text => "string",
        ColumnType.Timestamp => "datetime",
        _ when !column.Required => "double",
        ColumnType.Bool => "boolean",
        ColumnType.Int32 => "integer",
        _ => "long",
    };
}
