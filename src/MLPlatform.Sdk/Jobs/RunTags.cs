namespace MLPlatform.Sdk.Jobs;

/// <summary>Tags our runs carry beside MLflow's own.</summary>
public static class RunTags
{
    /// <summary>Id of the job that wrote the run.</summary>
    public const string Job = Contracts.Jobs.JobRecord.RunTag;

    public const string Target = "mlplatform.target";

    /// <summary>URI of the logged model, the source of a version.</summary>
    public const string ModelSource = "mlplatform.model.source";

    /// <summary>SHA-256 of the cell's source as it ran.</summary>
    public const string CodeHash = "mlplatform.code.sha256";

    /// <summary>Commit of the notebook's repository, where there is one.</summary>
    public const string GitCommit = "mlflow.source.git.commit";

    public const string SourceName = "mlflow.source.name";

    public const string SourceType = "mlflow.source.type";

    public const string User = "mlflow.user";

    /// <summary>Artifact folder of a run that holds its model.</summary>
    public const string ModelFolder = "model";
}
