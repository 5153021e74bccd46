namespace MLPlatform.ControlPlane.Tracking.Validation;

/// <summary>MLflow 2.17's limits, in characters unless said otherwise.</summary>
internal static class Limits
{
    public const int Key = 250;
    public const int ParamValue = 6000;
    public const int RunTagValue = 8000;
    public const int ExperimentName = 500;
    public const int ExperimentTagValue = 5000;
    public const int ModelTagValue = 5000;
    public const int Alias = 255;
    public const int DatasetName = 500;
    public const int DatasetDigest = 36;
    public const int DatasetSource = 65_535;
    public const int DatasetSchema = 1_048_575;
    public const int DatasetProfile = 16_777_215;
    public const int InputTagKey = 255;
    public const int InputTagValue = 500;
    public const int MetricsPerBatch = 1000;
    public const int ParamsPerBatch = 100;
    public const int TagsPerBatch = 100;
    public const int EntitiesPerBatch = 1000;
    public const int DatasetsPerBatch = 1000;
    public const int ExperimentsPerPage = 50_000;
    public const int RunsPerPage = 50_000;
    public const int ModelsPerPage = 1000;
    public const int VersionsPerPage = 200_000;
    public const int TracesPerPage = 500;
    public const int LoggedModelsPerPage = 1000;
}
