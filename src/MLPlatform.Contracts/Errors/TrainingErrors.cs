namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals of trainers.</summary>
public static class TrainingErrors
{
    public static readonly ErrorCode LabelMissing = new("MLP-TRAINING-0001", "the label column is missing", "The training frame has no column of this name.", 400);
    public static readonly ErrorCode NotNumeric = new("MLP-TRAINING-0002", "a training column is not numeric", "Trees train on numbers. Leave the column out or encode it.", 400);
    public static readonly ErrorCode EngineRefused = new("MLP-TRAINING-0003", "the training engine refused", "XGBoost or LibTorch reported an error; its message is part of this one.", 400);
    public static readonly ErrorCode OneClass = new("MLP-TRAINING-0004", "the label has one class only", "A classifier needs rows of both classes.", 400);
}
