using System.Text.Json.Serialization.Metadata;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Time;
using MLPlatform.ControlPlane.Store;

namespace MLPlatform.ControlPlane.Definitions;

/// <summary>Every definition ever applied. Rows are only appended; the one with the highest sequence of a name (and version) is what holds.</summary>
internal static class DefinitionTable
{
    private const string EntityKind = "entity";
    private const string SourceKind = "source";
    private const string ViewKind = "view";
    private const string ServiceKind = "service";

    /// <returns>The latest version of everything, by name.</returns>
    public static FeatureDefinitions Current(StoreConnection connection, string project) =>
        new(Entities(connection, project), Sources(connection, project), Views(connection, project)) { Services = Services(connection, project) };

    public static IReadOnlyList<Entity> Entities(StoreConnection connection, string project) => Latest(connection, project, EntityKind, ContractsJson.Default.Entity);

    public static IReadOnlyList<DataSource> Sources(StoreConnection connection, string project) => Latest(connection, project, SourceKind, ContractsJson.Default.DataSource);

    public static IReadOnlyList<FeatureView> Views(StoreConnection connection, string project) => Latest(connection, project, ViewKind, ContractsJson.Default.FeatureView);

    public static IReadOnlyList<FeatureService> Services(StoreConnection connection, string project) => Latest(connection, project, ServiceKind, ContractsJson.Default.FeatureService);

    /// <param name="version">Null for the newest.</param>
    public static FeatureView? View(StoreConnection connection, string project, string name, long? version) => One(connection, project, ViewKind, name, version, ContractsJson.Default.FeatureView);

    /// <inheritdoc cref="View"/>
    public static DataSource? Source(StoreConnection connection, string project, string name, long? version) => One(connection, project, SourceKind, name, version, ContractsJson.Default.DataSource);

    /// <inheritdoc cref="View"/>
    public static Entity? Entity(StoreConnection connection, string project, string name, long? version) => One(connection, project, EntityKind, name, version, ContractsJson.Default.Entity);

    /// <inheritdoc cref="View"/>
    public static FeatureService? Service(StoreConnection connection, string project, string name, long? version) => One(connection, project, ServiceKind, name, version, ContractsJson.Default.FeatureService);

    public static long CountViews(StoreConnection connection, string project) =>
        connection.Number("SELECT COUNT(DISTINCT name) FROM platform_definitions WHERE project = ? AND kind = 'view'", project);

    /// <summary>Appends what the plan changes.</summary>
    public static void Write(StoreConnection transaction, Principal principal, DefinitionPlan plan, TimeProvider time)
    {
        var result = plan.Result;
        foreach (var change in plan.Changes.Where(change => change.Kind != ChangeKind.Unchanged))
        {
            var json = change.Of switch
            {
                EntityKind => StoredJson.Write(result.Entities.Single(entity => entity.Name == change.Name), ContractsJson.Default.Entity),
                SourceKind => StoredJson.Write(result.Sources.Single(source => source.Name == change.Name), ContractsJson.Default.DataSource),
                ServiceKind => StoredJson.Write(result.Services.Single(service => service.Name == change.Name), ContractsJson.Default.FeatureService),
                _ => StoredJson.Write(result.Views.Single(view => view.Name == change.Name), ContractsJson.Default.FeatureView),
            };
            transaction.Execute(
                "INSERT INTO platform_definitions (project, kind, name, version, created, principal, definition) VALUES (?, ?, ?, ?, ?, ?, ?)",
                principal.Project, change.Of, change.Name, change.Version, UnixMicros.Now(time), StoredJson.Write(principal, StoredJson.Default.Principal), json);
        }
    }

    private static T? One<T>(StoreConnection connection, string project, string kind, string name, long? version, JsonTypeInfo<T> type)
        where T : class => connection.First(
        "SELECT definition FROM platform_definitions WHERE project = ? AND kind = ? AND name = ? AND (? IS NULL OR version = ?) ORDER BY sequence DESC LIMIT 1",
        row => StoredJson.Read(row.Text(0), type),
        project, kind, name, version, version);

    private static List<T> Latest<T>(StoreConnection connection, string project, string kind, JsonTypeInfo<T> type) => connection.Query(
        "SELECT definition FROM platform_definitions WHERE sequence IN (SELECT MAX(sequence) FROM platform_definitions WHERE project = ? AND kind = ? GROUP BY name) ORDER BY name",
        row => StoredJson.Read(row.Text(0), type),
        project, kind);
}
