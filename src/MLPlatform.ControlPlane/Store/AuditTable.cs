using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Platform;
using MLPlatform.Contracts.Time;

namespace MLPlatform.ControlPlane.Store;

/// <summary>The audit log as a table of the store. The control plane's clock orders entries; the sequence breaks ties.</summary>
internal sealed class AuditTable(TimeProvider time) : IAudit
{
    public void Append(StoreConnection transaction, Principal principal, string action, string subject, string detail) =>
        transaction.Execute(
            "INSERT INTO platform_audit (time, actor, actor_kind, project, environment, scopes, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            UnixMicros.Now(time), principal.Subject, principal.Kind.ToString(), principal.Project, principal.Environment, string.Join(' ', principal.Scopes), action, subject, detail);

    /// <returns>At most <paramref name="most"/> entries after <paramref name="after"/>, oldest first.</returns>
    public static IReadOnlyList<AuditEntry> Entries(StoreConnection connection, long after, int most) =>
        connection.Query(
            "SELECT sequence, time, actor, actor_kind, project, environment, scopes, action, subject, detail FROM platform_audit WHERE sequence > ? ORDER BY sequence LIMIT ?",
            row => new AuditEntry(
                row.Long(0),
                row.Long(1),
                new Principal(row.Text(2), Enum.Parse<PrincipalKind>(row.Text(3)), row.Text(4), row.Text(5), row.Text(6).Split(' ', StringSplitOptions.RemoveEmptyEntries)),
                row.Text(7),
                row.Text(8),
                row.Text(9)),
            after, most);
}
