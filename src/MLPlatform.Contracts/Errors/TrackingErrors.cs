namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals of experiment tracking that have no MLflow code of their own.</summary>
public static class TrackingErrors
{
    public static readonly ErrorCode ServerRefused = new("MLP-TRACKING-0001", "the tracking server refused the call", "The MLflow error code and message of the server are part of the message.", 400);
    public static readonly ErrorCode RunNotFound = new("MLP-TRACKING-0002", "no such run", "mlplatform runs list shows the runs.", 404);

    public static readonly ErrorCode ExperimentNotFound = new("MLP-TRACKING-0003", "no such experiment", "mlplatform runs list shows the runs with their experiments.", 404);

    public static readonly ErrorCode MetricNotFound = new("MLP-TRACKING-0004", "the run has no such metric", "mlplatform runs show RUN lists the metrics of a run.", 404);
}
