using System.Globalization;
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
        "UPDATE runs SET status = ?, end_time = ? WHERE status = 'RUNNING' AND (run_uuid = ? OR run_uuid IN (SELECT run_uuid FROM tags WHERE key = ? AND value = ?))",
        job.State == JobState.Cancelled ? "KILLED" : "FAILED",
        (job.EndedAt ?? 0) / Contracts.Time.UnixMicros.PerMillisecond,
        job.Spec.RunId ?? "",
        JobRecord.RunTag,
        job.Id);

    /// <summary>Opens the run of a job again whose last attempt failed and ended it.</summary>
    public static void ReopenRun(StoreConnection transaction, JobRecord job) => transaction.Execute(
        "UPDATE runs SET status = 'RUNNING', end_time = NULL WHERE run_uuid = ? AND status IN ('FAILED', 'KILLED')", job.Spec.RunId ?? "");

    /// <summary>Notes on the run where its job ran, for how long and at what price.</summary>
    public static void TagRun(StoreConnection transaction, JobRecord job)
    {
        if (job.Spec.RunId is not { } run || transaction.Query("SELECT run_uuid FROM runs WHERE run_uuid = ?", row => row.Text(0), run).Count == 0)
            return;
        var seconds = job.Attempts.Sum(attempt => (attempt.EndedAt - attempt.StartedAt) / 1e6);
        Tag("mlplatform.job", job.Id);
        Tag("mlplatform.target", job.Target);
        Tag("mlplatform.where", job.Where ?? "");
        Tag("mlplatform.attempts", job.Attempt.ToString(CultureInfo.InvariantCulture));
        Tag("mlplatform.seconds", seconds.ToString("0.###", CultureInfo.InvariantCulture));
        if (job.UsdPerHour is not null)
            Tag("mlplatform.cost.usd", job.Attempts.Sum(attempt => attempt.CostUsd ?? 0).ToString("0.######", CultureInfo.InvariantCulture));

        void Tag(string key, string value) => transaction.Execute(
            "INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?) ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value", key, value, run);
    }

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
        StoredJson.Read(row.Text(0), ContractsJson.Default.JobRecord) is var job && job.Attempts is null ? job with { Attempts = [] } : job,
        row.IsNull(1) ? null : StoredJson.Read(row.Text(1), StoredJson.Default.Placement),
        row.Bool(2));
}

internal sealed record StoredJob(JobRecord Record, Placement? Placement, bool CancelRequested);
