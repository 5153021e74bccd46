namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals about jobs and targets.</summary>
public static class JobErrors
{
    public static readonly ErrorCode NotFound = new("MLP-JOB-0001", "no such job", "mlplatform jobs list shows the jobs.", 404);
    public static readonly ErrorCode UnknownTarget = new("MLP-JOB-0002", "no such target", "mlplatform status lists the targets.", 404);
    public static readonly ErrorCode TimedOut = new("MLP-JOB-0003", "the job ran out of time", "The job reached its --timeout and was stopped.", 400);
    public static readonly ErrorCode WorkerDied = new("MLP-JOB-0004", "the worker process died", "The process ended without saying how; an exit by signal 9 is often memory.", 400);
    public static readonly ErrorCode Failed = new("MLP-JOB-0005", "the job failed", "The workload itself ended with an error; its output is above.", 400);
    public static readonly ErrorCode JournalUnreadable = new("MLP-JOB-0006", "the job journal cannot be read", "A line of the journal is torn or of a newer format.", 400);
    public static readonly ErrorCode InputMissing = new("MLP-JOB-0007", "an input of the job is missing", "A blob named by the job is not in the store; submit again.", 400);

    public static readonly ErrorCode Cancelled = new("MLP-JOB-0100", "the job was cancelled", "Someone cancelled the job; mlplatform jobs show says when. Submit it again to run it.");
}
