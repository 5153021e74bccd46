namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals about model versions and aliases.</summary>
public static class ModelErrors
{
    public static readonly ErrorCode NotFound = new("MLP-MODEL-0001", "no such model", "mlplatform models list shows the registered models.", 404);
    public static readonly ErrorCode BadReference = new("MLP-MODEL-0002", "a model reference cannot be read", "References are name, name@alias or name@3.", 400);
    public static readonly ErrorCode NoArtifact = new("MLP-MODEL-0003", "the run holds no model", "The run logged no model artifact. Return the model from the training cell.", 400);

    public static readonly ErrorCode NoProfile = new("MLP-MODEL-0100", "the model carries no training profile", "Drift is measured against the profile a training job stores with its model; pass on: run to the trainer.", 404);
}
