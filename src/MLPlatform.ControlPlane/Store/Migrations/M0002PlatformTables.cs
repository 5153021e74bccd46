namespace MLPlatform.ControlPlane.Store.Migrations;

/// <summary>Definitions, receipts, jobs, endpoints, services and tokens. Records are JSON as the API shows them; the columns beside them are what queries ask for.</summary>
internal sealed class M0002PlatformTables : IMigration
{
    public int Number => 2;

    public string Sql => """
        CREATE TABLE platform_definitions (
            sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            project TEXT NOT NULL,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            created INTEGER NOT NULL,
            principal TEXT NOT NULL,
            definition TEXT NOT NULL
        );
        CREATE INDEX platform_definitions_name ON platform_definitions (project, kind, name, version, sequence);
        CREATE TABLE platform_receipts (
            sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            project TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            created INTEGER NOT NULL,
            principal TEXT NOT NULL,
            receipt TEXT NOT NULL
        );
        CREATE INDEX platform_receipts_hash ON platform_receipts (project, content_hash);
        CREATE TABLE platform_jobs (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL,
            active INTEGER NOT NULL,
            cancelled INTEGER NOT NULL DEFAULT 0,
            placement TEXT,
            record TEXT NOT NULL
        );
        CREATE INDEX platform_jobs_active ON platform_jobs (active, id);
        CREATE TABLE platform_endpoints (
            project TEXT NOT NULL,
            name TEXT NOT NULL,
            spec TEXT NOT NULL,
            record TEXT NOT NULL,
            PRIMARY KEY (project, name)
        );
        CREATE TABLE platform_services (
            name TEXT NOT NULL PRIMARY KEY,
            nonce TEXT NOT NULL,
            port INTEGER NOT NULL
        );
        CREATE TABLE platform_tokens (
            hash BLOB NOT NULL PRIMARY KEY,
            owner TEXT NOT NULL,
            principal TEXT NOT NULL
        );
        """;
}
