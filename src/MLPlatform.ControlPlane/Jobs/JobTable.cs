using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Json;
using MLPlatform.ControlPlane.Store;
using MLPlatform.Targets;

namespace MLPlatform.ControlPlane.Jobs;

/// <summary>Jobs as they were admitted, with where each runs now.</summary>
internal static class JobTable
{
    public static void Insert(StoreConnection transaction, JobRecord job) => transaction.Execute(
        "INSERT INTO platform_jobs (id, project, active, record) VALUES (?, ?, 1, ?)", job.Id, job.Principal.Project, StoredJson.Write(job, ContractsJson.Default.JobRecord));

    /// <param name="placement">Null while the attempt has none.</param>
    public static void Update(StoreConnection transaction, JobRecord job, Placement? placement) => transaction.Execute(
        "UPDATE platform_jobs SET active = ?, placement = ?, record = ? WHERE id = ?",
        job.State is JobState.Queued or JobState.Running,
        placement is null ? null : StoredJson.Write(placement, StoredJson.Default.Placement),
        StoredJson.Write(job, ContractsJson.Default.JobRecord),
        job.Id);

    /// <summary>Ends the run of a job that could not end it itself.</summary>
    public static void CloseRun(StoreConnection transaction, JobRecord job) => transaction.Execute(
        "UPDATE runs SET status = ?, end_time = ? WHERE status = 'RUNNING' AND run_uuid IN (SELECT run_uuid FROM tags WHERE key = ? AND value = ?)",
        job.State == JobState.Cancelled ? "KILLED" : "FAILED",
        (job.EndedAt ?? 0) / Contracts.Time.UnixMicros.PerMillisecond,
        JobRecord.RunTag,
        job.Id);

    public static void RequestCancel(StoreConnection transaction, string id) => transaction.Execute("UPDATE platform_jobs SET cancelled = 1 WHERE id = ?", id);

    public static StoredJob? Find(StoreConnection connection, string id) =>
        connection.First("SELECT record, placement, cancelled FROM platform_jobs WHERE id = ?", Read, id);

    /// <returns>Newest first.</returns>
    public static IReadOnlyList<JobRecord> List(StoreConnection connection, string project, int most) =>
        connection.Query("SELECT record, placement, cancelled FROM platform_jobs WHERE project = ? ORDER BY id DESC LIMIT ?", row => Read(row).Record, project, most);

    /// <returns>Jobs that have not ended, oldest first.</returns>
    public static IReadOnlyList<StoredJob> Active(StoreConnection connection) =>
        connection.Query("SELECT record, placement, cancelled FROM platform_jobs WHERE active = 1 ORDER BY id", Read);

    public static IReadOnlySet<string> Ids(StoreConnection connection) =>
        connection.Query("SELECT id FROM platform_jobs", row => row.Text(0)).ToHashSet(StringComparer.Ordinal);

    private static StoredJob Read(Row row) => new(
        StoredJson.Read(row.Text(0), ContractsJson.Default.JobRecord),
        row.IsNull(1) ? null : StoredJson.Read(row.Text(1), StoredJson.Default.Placement),
        row.Bool(2));
}

internal sealed record StoredJob(JobRecord Record, Placement? Placement, bool CancelRequested);
