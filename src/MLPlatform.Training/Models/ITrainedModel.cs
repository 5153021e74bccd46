using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Training.Evaluation;

namespace MLPlatform.Training.Models;

/// <summary>What every trainer returns: predicts, evaluates itself and becomes a folder that MLflow and the model server both load.</summary>
public interface ITrainedModel
{
    /// <summary>Columns in the order of the model's input vector.</summary>
    IReadOnlyList<SignatureColumn> Inputs { get; }

    IReadOnlyList<SignatureColumn> Outputs { get; }

    /// <summary>The column it learned to predict.</summary>
    string Label { get; }

    /// <summary>What was asked of the trainer, as text, for the run's parameters.</summary>
    IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>One prediction per row. Shape: rows of the frame.</summary>
    /// <exception cref="PlatformException">A column of <see cref="Inputs"/> is missing or not numeric.</exception>
    double[] Predict(Frame rows);

    /// <exception cref="PlatformException">An input or the label column is missing.</exception>
    EvaluationMetrics Evaluate(Frame rows);

    /// <summary>Writes the model into a folder that does not exist or is empty.</summary>
    /// <param name="features">Views the model reads at the door of an endpoint.</param>
    /// <param name="dataHash">Canonical content hash of the training frame.</param>
    /// <param name="profileFile">Name of a file with the training profile, written into the folder by the caller.</param>
    /// <exception cref="PlatformException">The disk is full or read-only; nothing half-written is left behind.</exception>
    void Save(string folder, IReadOnlyList<ModelFeatureView>? features = null, string? dataHash = null, string? profileFile = null);
}
