using MLPlatform.Contracts.Endpoints;
using MLPlatform.Frames;
using MLPlatform.Inference.Onnx;
using MLPlatform.Inference.XGBoost;

namespace MLPlatform.Inference.Models;

/// <summary>Trees in two engines: ONNX Runtime is fastest on few rows, XGBoost on many.</summary>
internal sealed class TreeModel : IModel
{
    // Measured: one row 4.9 µs by ONNX Runtime and 19 µs by XGBoost, 256 rows 770 µs and 279 µs.
    private const int BatchRows = 64;

    private readonly OnnxSession? _onnx;
    private readonly Booster? _booster;

    public TreeModel(ModelManifest manifest, OnnxSession? onnx, Booster? booster)
    {
        (_onnx, _booster) = (onnx, booster);
        Manifest = manifest;
        Signature = new ModelSignature(manifest.Inputs, manifest.Outputs);
    }

    public ModelManifest Manifest { get; }

    public ModelSignature Signature { get; }

    public Frame Predict(Frame rows)
    {
        var columns = SignatureBinding.Bind(rows, Signature.Inputs);
        var scores = new double[rows.RowCount];
        if (_booster is not null && (_onnx is null || rows.RowCount >= BatchRows))
            ByXGBoost(columns, scores);
        else
            for (var start = 0; start < scores.Length; start += OnnxSession.MaxRows)
                _onnx!.Predict(columns, start, scores.AsSpan(start, Math.Min(OnnxSession.MaxRows, scores.Length - start)));
        return new Frame(new Column<double>(Signature.Outputs[0].Name, scores));
    }

    public void Dispose()
    {
        _onnx?.Dispose();
        _booster?.Dispose();
    }

    private void ByXGBoost(Column?[] columns, double[] scores)
    {
        if (scores.Length == 0)
            return;
        var features = GC.AllocateUninitializedArray<float>(checked(scores.Length * columns.Length));
        for (var at = 0; at < columns.Length; at++)
            FeatureMatrix.Fill(columns[at], 0, scores.Length, features, at, columns.Length);
        var results = new float[scores.Length];
        _booster!.Predict(features, scores.Length, columns.Length, results);
        for (var row = 0; row < scores.Length; row++)
            scores[row] = results[row];
    }
}
