namespace MLPlatform.ControlPlane.Store.Migrations;

/// <summary>What MLflow 3 has and the 2.17 schema has no place for: logged models, what runs read and made of them, and webhooks; and an index to order runs by a metric. Times are milliseconds.</summary>
internal sealed class M0003LoggedModelsAndWebhooks : IMigration
{
    public int Number => 3;

    public string Sql => """
        CREATE TABLE platform_logged_models (
            model_id TEXT NOT NULL PRIMARY KEY,
            experiment_id INTEGER NOT NULL REFERENCES experiments (experiment_id),
            name TEXT NOT NULL,
            model_type TEXT,
            source_run_id TEXT,
            status TEXT NOT NULL,
            artifact_uri TEXT NOT NULL,
            creation_time INTEGER NOT NULL,
            last_updated_time INTEGER NOT NULL,
            lifecycle_stage TEXT NOT NULL
        );
        CREATE INDEX platform_logged_models_experiment ON platform_logged_models (experiment_id, creation_time);
        CREATE TABLE platform_logged_model_params (
            model_id TEXT NOT NULL REFERENCES platform_logged_models (model_id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (model_id, key)
        );
        CREATE TABLE platform_logged_model_tags (
            model_id TEXT NOT NULL REFERENCES platform_logged_models (model_id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (model_id, key)
        );
        CREATE TABLE platform_logged_model_metrics (
            model_id TEXT NOT NULL REFERENCES platform_logged_models (model_id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            run_id TEXT NOT NULL,
            dataset_name TEXT NOT NULL,
            dataset_digest TEXT NOT NULL,
            step INTEGER NOT NULL,
            timestamp INTEGER NOT NULL,
            value REAL NOT NULL,
            is_nan INTEGER NOT NULL,
            PRIMARY KEY (model_id, key, run_id, dataset_name, dataset_digest)
        );
        CREATE TABLE platform_run_models (
            run_id TEXT NOT NULL,
            direction TEXT NOT NULL,
            model_id TEXT NOT NULL,
            step INTEGER NOT NULL,
            PRIMARY KEY (run_id, direction, model_id)
        );
        CREATE TABLE platform_webhooks (
            webhook_id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            description TEXT,
            url TEXT NOT NULL,
            events TEXT NOT NULL,
            secret TEXT,
            status TEXT NOT NULL,
            creation_time INTEGER NOT NULL,
            last_updated_time INTEGER NOT NULL
        );
        CREATE TABLE platform_webhook_deliveries (
            delivery_id TEXT NOT NULL PRIMARY KEY,
            webhook_id TEXT NOT NULL REFERENCES platform_webhooks (webhook_id) ON DELETE CASCADE,
            body TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            due INTEGER NOT NULL
        );
        CREATE INDEX platform_latest_metrics_value ON latest_metrics (key, is_nan, value, run_uuid);
        CREATE INDEX platform_webhook_deliveries_due ON platform_webhook_deliveries (due);
        """;
}
