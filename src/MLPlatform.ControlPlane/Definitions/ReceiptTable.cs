using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Time;
using MLPlatform.ControlPlane.Store;

namespace MLPlatform.ControlPlane.Definitions;

/// <summary>What was pulled, by whom; the rows themselves never come here.</summary>
internal static class ReceiptTable
{
    public static void Add(StoreConnection transaction, Principal principal, PullReceipt receipt, TimeProvider time) => transaction.Execute(
        "INSERT INTO platform_receipts (project, content_hash, created, principal, receipt) VALUES (?, ?, ?, ?, ?)",
        principal.Project, receipt.ContentHash, UnixMicros.Now(time), StoredJson.Write(principal, StoredJson.Default.Principal), StoredJson.Write(receipt, ContractsJson.Default.PullReceipt));

    /// <returns>Newest first.</returns>
    public static IReadOnlyList<PullReceipt> Of(StoreConnection connection, string project, string contentHash) => connection.Query(
        "SELECT receipt FROM platform_receipts WHERE project = ? AND content_hash = ? ORDER BY sequence DESC LIMIT 100",
        row => StoredJson.Read(row.Text(0), ContractsJson.Default.PullReceipt),
        project, contentHash);

    /// <returns>Every version of a view that was ever pulled, most pulled first.</returns>
    public static IReadOnlyList<ViewUse> Uses(StoreConnection connection, string project) =>
    [
        .. connection.Query(
            "SELECT view.value, COUNT(*), MAX(created) FROM platform_receipts, json_each(receipt, '$.views') AS view WHERE project = ? GROUP BY view.value ORDER BY COUNT(*) DESC, view.value",
            row => new ViewUse(row.Text(0), row.Long(1), row.Long(2), []),
            project).Select(use => use with { ContentHashes = Hashes(connection, project, use.View) }),
    ];

    private static List<string> Hashes(StoreConnection connection, string project, string view) => connection.Query(
        "SELECT content_hash FROM platform_receipts, json_each(receipt, '$.views') AS view WHERE project = ? AND view.value = ? GROUP BY content_hash ORDER BY MAX(sequence) DESC LIMIT 100",
        row => row.Text(0),
        project, view);
}
