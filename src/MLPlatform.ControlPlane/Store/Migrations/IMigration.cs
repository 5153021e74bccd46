namespace MLPlatform.ControlPlane.Store.Migrations;

/// <summary>One forward step of our own tables. Once released it never changes; MLflow's tables are not ours to migrate.</summary>
internal interface IMigration
{
    /// <summary>Counts from 1 without gaps.</summary>
    int Number { get; }

    /// <summary>One or more statements, run in the transaction of the migration.</summary>
    string Sql { get; }
}
