namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals of the command tree, in cells and in the shell.</summary>
public static class CommandErrors
{
    public static readonly ErrorCode UnknownCommand = new("MLP-COMMAND-0001", "unknown command", "The words after #!mlplatform (or mlplatform) name no command. --help lists the commands at each level.", 400);
    public static readonly ErrorCode UnknownOption = new("MLP-COMMAND-0002", "unknown option", "The command does not have this option. --help lists its options with examples.", 400);
    public static readonly ErrorCode BadValue = new("MLP-COMMAND-0003", "an option value does not fit", "Durations are written 90s 15m 2h 7d, sizes 512MB 8GB, money 5USD, times ISO 8601.", 400);
    public static readonly ErrorCode MissingArgument = new("MLP-COMMAND-0004", "a required argument is missing", "--help shows what the command needs, with examples.", 400);
    public static readonly ErrorCode AlreadyRunning = new("MLP-COMMAND-0005", "already running", "Another process of the same kind holds the lock. Wait for it to end or stop it.", 409);
}
