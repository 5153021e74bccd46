namespace MLPlatform.ControlPlane.Store.Migrations;

/// <summary>The audit log, and the indices MLflow's schema lacks for what every search does. A real MLflow server leaves both alone.</summary>
internal sealed class M0001AuditAndIndices : IMigration
{
    public int Number => 1;

    public string Sql => """
        CREATE TABLE platform_audit (
            sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            actor TEXT NOT NULL,
            actor_kind TEXT NOT NULL,
            project TEXT NOT NULL,
            environment TEXT NOT NULL,
            scopes TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE INDEX platform_runs_experiment ON runs (experiment_id, start_time);
        CREATE INDEX platform_model_versions_run ON model_versions (run_id);
        """;
}
