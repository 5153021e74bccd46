using MLPlatform.Contracts.Features;

namespace MLPlatform.Contracts.Endpoints;

/// <summary>One named input or output column of a model.</summary>
public sealed record SignatureColumn(string Name, ColumnType Type, bool Required = true);

/// <summary>A view the model reads at the door, and the join keys a request gives instead of the values.</summary>
public sealed record ModelFeatureView(string View, int Version, IReadOnlyList<string> KeyColumns, IReadOnlyList<FeatureColumn> Columns);

/// <summary>
/// <c>mlplatform.json</c> inside a model artifact, beside MLflow's <c>MLmodel</c>: what is needed to predict with the model and to say where it came from.
/// </summary>
public sealed record ModelManifest
{
    public const string FileName = "mlplatform.json";

    public int Schema { get; init; } = 1;

    /// <summary>Which engine reads which file, in order of preference: <c>onnx</c> → <c>model.onnx</c>, <c>xgboost</c> → <c>model.json</c>.</summary>
    public required IReadOnlyDictionary<string, string> Flavors { get; init; }

    /// <summary>Columns in the order of the model's input vector.</summary>
    public required IReadOnlyList<SignatureColumn> Inputs { get; init; }

    public required IReadOnlyList<SignatureColumn> Outputs { get; init; }

    public IReadOnlyList<ModelFeatureView> Features { get; init; } = [];

    /// <summary>Canonical content hash of the training frame, <c>sha256:…</c>.</summary>
    public string? DataHash { get; init; }

    /// <summary>File with the training profile (sketches of inputs and scores) that drift is measured against.</summary>
    public string? ProfileFile { get; init; }
}
