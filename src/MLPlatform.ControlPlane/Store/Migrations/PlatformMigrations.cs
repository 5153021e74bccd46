namespace MLPlatform.ControlPlane.Store.Migrations;

/// <summary>All migrations, oldest first.</summary>
internal static class PlatformMigrations
{
    public static IReadOnlyList<IMigration> All { get; } = [new M0001AuditAndIndices(), new M0002PlatformTables(), new M0003LoggedModelsAndWebhooks()];
}
