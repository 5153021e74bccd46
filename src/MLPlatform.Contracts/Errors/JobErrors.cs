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
    public static readonly ErrorCode OutOfMemory = new("MLP-JOB-0008", "the job ran out of memory", "It needed more than its --memory, or more than the machine had left. Give it more, or train on less.", 400);
    public static readonly ErrorCode OverBudget = new("MLP-JOB-0009", "the job has cost its budget", "The control plane stopped the job when its attempts together had cost what --budget allows.", 400);
    public static readonly ErrorCode OutputMissing = new("MLP-JOB-0010", "an output of the job is missing", "--out names a file or folder that the cell was to leave in its working folder, and it did not.", 400);
    public static readonly ErrorCode NoPrice = new("MLP-JOB-0011", "no price is known there", "A budget is kept by price × time. Add a line for the target to prices.csv in the platform home.", 400);
    public static readonly ErrorCode PricesUnreadable = new("MLP-JOB-0012", "the price table cannot be read", "prices.csv holds lines of target,item,usd_per_hour,as_of. The message names the line.", 400);
    public static readonly ErrorCode CannotRunThere = new("MLP-JOB-0013", "the target cannot run this job", "The job asks for something the target does not have, such as a GPU. mlplatform status shows what each has.", 400);
    public static readonly ErrorCode NoFile = new("MLP-JOB-0014", "the job left no such file", "mlplatform jobs fetch JOB --list shows what it left.", 404);
    public static readonly ErrorCode TargetUnreachable = new("MLP-JOB-0015", "the target cannot be reached", "The program or server behind the target does not answer. The message says which.", 503);

    public static readonly ErrorCode Cancelled = new("MLP-JOB-0100", "the job was cancelled", "Someone cancelled the job; mlplatform jobs show says when. Submit it again to run it.");
}
