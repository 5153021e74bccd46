namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals about tables, files and queries.</summary>
public static class DataErrors
{
    public static readonly ErrorCode FileUnreadable = new("MLP-DATA-0001", "a data file cannot be read", "The file is missing, truncated or not of the format its name promises.", 400);
    public static readonly ErrorCode UnknownColumn = new("MLP-DATA-0002", "no such column", "The table has no column of this name.", 400);
    public static readonly ErrorCode WrongType = new("MLP-DATA-0003", "a column has another type", "The operation needs a column of another type. Cast it in SQL or in the source definition.", 400);
    public static readonly ErrorCode QueryFailed = new("MLP-DATA-0004", "the query failed", "The SQL engine refused the query; its message says where.", 400);
    public static readonly ErrorCode LengthsDiffer = new("MLP-DATA-0005", "columns of different lengths", "All columns of a frame have the same number of rows.", 400);
    public static readonly ErrorCode NotWritten = new("MLP-DATA-0006", "a file could not be written", "The disk is full or read-only. Nothing half-written was left behind.", 507);
    public static readonly ErrorCode NativeLibraryMissing = new("MLP-DATA-0007", "a native library is missing", "An official native library was not brought yet. ./mlplatform quickstart brings them all.", 400);
    public static readonly ErrorCode UnsafePath = new("MLP-DATA-0008", "an artifact path is not safe", "Artifact paths are relative, use forward slashes and never leave their folder: no .., no absolute path, no drive letter, no # and no backslash, also not when URL-encoded.", 400);
    public static readonly ErrorCode ArtifactNotFound = new("MLP-DATA-0009", "no such artifact", "The store holds no file of this path or hash.", 404);
    public static readonly ErrorCode ContentDiffers = new("MLP-DATA-0010", "the content is not what was promised", "The bytes have another hash than the one given with them: the transfer or the disk damaged them. Send them again.", 400);
}
