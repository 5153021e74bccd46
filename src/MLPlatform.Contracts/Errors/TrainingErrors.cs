namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals of trainers.</summary>
public static class TrainingErrors
{
    public static readonly ErrorCode LabelMissing = new("MLP-TRAINING-0001", "the label column is missing", "The training frame has no column of this name.", 400);
    public static readonly ErrorCode NotNumeric = new("MLP-TRAINING-0002", "a training column is not numeric", "Trees train on numbers. Leave the column out or encode it.", 400);
    public static readonly ErrorCode EngineRefused = new("MLP-TRAINING-0003", "the training engine refused", "XGBoost or LibTorch reported an error; its message is part of this one.", 400);
    public static readonly ErrorCode OneClass = new("MLP-TRAINING-0004", "the label has one class only", "A classifier needs rows of both classes.", 400);
    public static readonly ErrorCode LabelNull = new("MLP-TRAINING-0005", "the label has missing values", "A row without a label teaches nothing. Filter such rows out first: train.Where(\"label is not null\").", 400);
    public static readonly ErrorCode BadOption = new("MLP-TRAINING-0006", "a training option does not fit", "The documentation of TreeOptions gives the range of each option.", 400);
    public static readonly ErrorCode NoRows = new("MLP-TRAINING-0007", "there is nothing to train on", "The training frame has no rows or no feature columns.", 400);
}
