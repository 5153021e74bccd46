namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals of the control plane itself.</summary>
public static class PlatformErrors
{
    public static readonly ErrorCode Unreachable = new("MLP-PLATFORM-0001", "the control plane does not answer", "It could not be reached or started. Its log is in the platform home under logs/.", 503);
    public static readonly ErrorCode Unauthorized = new("MLP-PLATFORM-0002", "not authorised", "The token is missing or wrong. The local token is in the platform home, readable by its owner only.", 401);
    public static readonly ErrorCode Forbidden = new("MLP-PLATFORM-0003", "not allowed", "The principal lacks the scope this call needs.", 403);
    public static readonly ErrorCode NewerStore = new("MLP-PLATFORM-0004", "the store was written by a newer version", "Upgrade this installation; older versions do not write newer stores.", 409);
    public static readonly ErrorCode Internal = new("MLP-PLATFORM-0005", "an unexpected failure", "This is a defect of the product, not a mistake of yours. The log holds the details under the id shown.", 500);
    public static readonly ErrorCode BadRequest = new("MLP-PLATFORM-0006", "the request cannot be read", "The body is not valid JSON for this call.", 400);
    public static readonly ErrorCode DiskFull = new("MLP-PLATFORM-0007", "the store cannot be written", "The disk is full or read-only. The change was not made.", 507);
    public static readonly ErrorCode PeerRefused = new("MLP-PLATFORM-0008", "the peer of a local socket is another user", "Local sockets are served to the user who owns the process only.", 403);
    public static readonly ErrorCode StoreUnreadable = new("MLP-PLATFORM-0009", "the store cannot be read", "The database file is damaged or is not one. Backups made before each migration lie beside it.", 409);
    public static readonly ErrorCode ProgramNotFound = new("MLP-PLATFORM-0010", "a program could not be started", "The program is missing, not executable, or its folder or log file cannot be opened. MLPLATFORM_EXE names the installed executable.", 400);
}
