using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.ControlPlane.Store;

namespace MLPlatform.ControlPlane.Endpoints;

/// <param name="Source">URI of the artifact folder.</param>
internal sealed record ResolvedModel(string Name, int Version, string RunId, string Source);

/// <summary>Turns <c>name</c>, <c>name@alias</c> or <c>name@3</c> into a version.</summary>
internal static class ModelLookup
{
    private const string DeletedStage = "Deleted_Internal";

    /// <param name="fullName">Puts the project's prefix before a name.</param>
    /// <exception cref="PlatformException"><see cref="ModelErrors.NotFound"/> or <see cref="ModelErrors.BadReference"/>.</exception>
    public static ResolvedModel Resolve(StoreConnection connection, string reference, Func<string, string> fullName)
    {
        var at = reference.LastIndexOf('@');
        var (name, which) = at < 0 ? (reference, null) : (reference[..at], reference[(at + 1)..]);
        if (name.Length == 0 || which?.Length == 0)
            throw new PlatformException(ModelErrors.BadReference, $"`{reference}` is no model reference.", "Write name, name@alias or name@3.");
        var full = fullName(name);
        if (!connection.Any("SELECT 1 FROM registered_models WHERE name = ?", full))
            throw NoModel(connection, name, full);
        return which switch
        {
            null => Newest(connection, full) ?? throw new PlatformException(ModelErrors.NotFound, $"The model `{name}` has no version.", "Register one: mlplatform models register RUN --name NAME."),
            _ when int.TryParse(which, out var version) => ByVersion(connection, full, version) ?? throw NoVersion(connection, name, full, which),
            _ => ByAlias(connection, full, which) ?? throw NoAlias(connection, name, full, which),
        };
    }

    private static ResolvedModel? Newest(StoreConnection connection, string name) => connection.First(
        "SELECT name, version, run_id, source FROM model_versions WHERE name = ? AND current_stage <> ? ORDER BY version DESC LIMIT 1", Read, name, DeletedStage);

    private static ResolvedModel? ByVersion(StoreConnection connection, string name, int version) => connection.First(
        "SELECT name, version, run_id, source FROM model_versions WHERE name = ? AND version = ? AND current_stage <> ?", Read, name, version, DeletedStage);

    private static ResolvedModel? ByAlias(StoreConnection connection, string name, string alias) => connection.First(
        """
        SELECT v.name, v.version, v.run_id, v.source FROM model_versions v JOIN registered_model_aliases a ON a.name = v.name AND a.version = v.version
        WHERE a.name = ? AND a.alias = ? AND v.current_stage <> ?
        """,
        Read, name, alias, DeletedStage);

    private static ResolvedModel Read(Row row) => new(row.Text(0), row.Int(1), row.Text(2), row.Text(3));

    private static PlatformException NoModel(StoreConnection connection, string name, string full) => new(
        ModelErrors.NotFound,
        $"There is no model `{name}`.",
        Nearest.To(full, connection.Query("SELECT name FROM registered_models", row => row.Text(0))) is { } nearest ? $"Did you mean `{nearest}`?" : "`mlplatform models list` shows the registered models.");

    private static PlatformException NoVersion(StoreConnection connection, string name, string full, string version) => new(
        ModelErrors.NotFound, $"The model `{name}` has no version `{version}`.", Newest(connection, full) is { } newest ? $"The newest is {newest.Version}." : "It has no version at all.");

    private static PlatformException NoAlias(StoreConnection connection, string name, string full, string alias) => new(
        ModelErrors.NotFound,
        $"The model `{name}` has no alias `{alias}`.",
        connection.Query("SELECT alias FROM registered_model_aliases WHERE name = ?", row => row.Text(0), full) is { Count: > 0 } known
            ? $"Its aliases are {string.Join(", ", known)}."
            : $"Give it: mlplatform models alias {name} {alias} VERSION.");
}
