namespace MLPlatform.ControlPlane.Tracking.Graph;

/// <summary>What an unset member of MLflow's messages reads as, and how a set one is shown.</summary>
internal enum GraphKind
{
    /// <summary>Text, or the name of an enumeration's member; unset is empty.</summary>
    Text,

    /// <summary>A 64-bit number, shown as text because JavaScript cannot hold it.</summary>
    Long,
    Double,
    Flag,
    Message,
    List,
    TextList,
}

internal sealed record GraphMember(GraphKind Kind, GraphType? Of = null);

/// <summary>One object type: its members by their GraphQL names.</summary>
internal sealed record GraphType(string Name, IReadOnlyDictionary<string, GraphMember> Members)
{
    private static readonly GraphMember Text = new(GraphKind.Text), Long = new(GraphKind.Long), Double = new(GraphKind.Double), Flag = new(GraphKind.Flag), Texts = new(GraphKind.TextList);

    private static readonly GraphType Pair = Of("MlflowTag", ("key", Text), ("value", Text));

    private static readonly GraphType ApiError = Of("ApiError", ("code", Text), ("message", Text), ("helpUrl", Text));

    private static readonly GraphType Experiment = Of(
        "MlflowExperiment", ("experimentId", Text), ("name", Text), ("artifactLocation", Text), ("lifecycleStage", Text), ("lastUpdateTime", Long), ("creationTime", Long), ("tags", ListOf(Pair)));

    private static readonly GraphType ModelVersion = Of(
        "MlflowModelVersion", ("name", Text), ("version", Text), ("creationTimestamp", Long), ("lastUpdatedTimestamp", Long), ("userId", Text), ("currentStage", Text), ("description", Text), ("source", Text),
        ("runId", Text), ("status", Text), ("statusMessage", Text), ("tags", ListOf(Pair)), ("runLink", Text), ("aliases", Texts));

    private static readonly GraphType Metric = Of("MlflowMetric", ("key", Text), ("value", Double), ("timestamp", Long), ("step", Long));

    private static readonly GraphType MetricOfRun = Of("MlflowMetricWithRunId", ("key", Text), ("value", Double), ("timestamp", Long), ("step", Long), ("runId", Text));

    private static readonly GraphType Dataset = Of("MlflowDataset", ("name", Text), ("digest", Text), ("sourceType", Text), ("source", Text), ("schema", Text), ("profile", Text));

    private static readonly GraphType Run = Of(
        "MlflowRun",
        ("info", MessageOf(Of(
            "MlflowRunInfo", ("runId", Text), ("runUuid", Text), ("runName", Text), ("experimentId", Text), ("userId", Text), ("status", Text), ("startTime", Long), ("endTime", Long), ("artifactUri", Text), ("lifecycleStage", Text)))),
        ("data", MessageOf(Of("MlflowRunData", ("metrics", ListOf(Metric)), ("params", ListOf(Pair)), ("tags", ListOf(Pair))))),
        ("inputs", MessageOf(Of("MlflowRunInputs", ("datasetInputs", ListOf(Of("MlflowDatasetInput", ("tags", ListOf(Pair)), ("dataset", MessageOf(Dataset)))))))),
        ("experiment", MessageOf(Experiment)),
        ("modelVersions", ListOf(ModelVersion)));

    private static readonly GraphType File = Of("MlflowFileInfo", ("path", Text), ("isDir", Flag), ("fileSize", Long));

    private static readonly GraphType DatasetSummary = Of("MlflowDatasetSummary", ("experimentId", Text), ("name", Text), ("digest", Text), ("context", Text));

    /// <summary>What each call answers.</summary>
    public static IReadOnlyDictionary<string, GraphType> Answers { get; } = new Dictionary<string, GraphType>(StringComparer.Ordinal)
    {
        ["mlflowGetExperiment"] = Answer("MlflowGetExperimentResponse", ("experiment", MessageOf(Experiment))),
        ["mlflowGetRun"] = Answer("MlflowGetRunResponse", ("run", MessageOf(Run))),
        ["mlflowListArtifacts"] = Answer("MlflowListArtifactsResponse", ("rootUri", Text), ("files", ListOf(File)), ("nextPageToken", Text)),
        ["mlflowGetMetricHistoryBulkInterval"] = Answer("MlflowGetMetricHistoryBulkIntervalResponse", ("metrics", ListOf(MetricOfRun))),
        ["mlflowSearchModelVersions"] = Answer("MlflowSearchModelVersionsResponse", ("modelVersions", ListOf(ModelVersion)), ("nextPageToken", Text)),
        ["mlflowSearchRuns"] = Answer("MlflowSearchRunsResponse", ("runs", ListOf(Run)), ("nextPageToken", Text)),
        ["mlflowSearchDatasets"] = Answer("MlflowSearchDatasetsResponse", ("datasetSummaries", ListOf(DatasetSummary))),
        ["test"] = Of("Test", ("output", Text)),
        ["testMutation"] = Of("TestMutation", ("output", Text)),
    };

    private static GraphType Answer(string name, params (string Name, GraphMember Member)[] members) => Of(name, [.. members, ("apiError", MessageOf(ApiError))]);

    private static GraphType Of(string name, params (string Name, GraphMember Member)[] members) => new(name, members.ToDictionary(member => member.Name, member => member.Member, StringComparer.Ordinal));

    private static GraphMember MessageOf(GraphType type) => new(GraphKind.Message, type);

    private static GraphMember ListOf(GraphType type) => new(GraphKind.List, type);
}
