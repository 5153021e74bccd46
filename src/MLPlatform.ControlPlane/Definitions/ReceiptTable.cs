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
}
