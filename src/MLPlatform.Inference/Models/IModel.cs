using MLPlatform.Contracts.Endpoints;
using MLPlatform.Frames;

namespace MLPlatform.Inference.Models;

/// <param name="Inputs">In the order of the model's input vector.</param>
public sealed record ModelSignature(IReadOnlyList<SignatureColumn> Inputs, IReadOnlyList<SignatureColumn> Outputs);

/// <summary>A loaded model. Predictions may run on several threads at once.</summary>
public interface IModel : IDisposable
{
    ModelManifest Manifest { get; }

    ModelSignature Signature { get; }

    /// <summary>One row of outputs per row of inputs. Columns the model does not know are ignored; nulls are missing values.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">A required input is missing or of a type that does not fit; the message names it.</exception>
    Frame Predict(Frame rows);
}
