namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals of the languages beside C#: connected kernels, databases, child processes.</summary>
public static class LanguageErrors
{
    public static readonly ErrorCode UnknownConnection = new("MLP-LANGUAGE-0001", "unknown kind of connection", "#!connect knows jupyter, sqlite, duckdb and postgres.", 400);
    public static readonly ErrorCode BadKernelName = new("MLP-LANGUAGE-0002", "the name cannot become a language", "The name after --kernel-name becomes #!NAME: letters, digits, _ and - only, and not the name of a language or magic that is there already.", 400);
    public static readonly ErrorCode NotConnected = new("MLP-LANGUAGE-0003", "no such language is connected", "The cell selects a language that no #!connect has added, or whose connection was closed.", 400);
    public static readonly ErrorCode KernelSpecNotFound = new("MLP-LANGUAGE-0004", "there is no such Jupyter kernel", "--kernel-spec names a kernel that Jupyter has not installed here. `jupyter kernelspec list` shows what there is.", 400);
    public static readonly ErrorCode KernelDidNotStart = new("MLP-LANGUAGE-0005", "the other kernel did not start", "The process ended or did not answer in time; its last words are in the message.", 400);
    public static readonly ErrorCode KernelDied = new("MLP-LANGUAGE-0006", "the other kernel is gone", "The process behind the language ended, or the connection to its server was lost for good. Its variables are lost; run #!connect again.", 400);
    public static readonly ErrorCode ServerRefused = new("MLP-LANGUAGE-0007", "the Jupyter server refused", "The server does not answer, does not take the token, or has no such kernel.", 400);
    public static readonly ErrorCode DatabaseRefused = new("MLP-LANGUAGE-0008", "the database refused", "The connection or the statement failed; the database's own message says why.", 400);
    public static readonly ErrorCode ValueNotShared = new("MLP-LANGUAGE-0009", "a value cannot cross between languages", "Frames cross as columns, everything else as JSON. This value is neither, or the other language has no place for it.", 400);
    public static readonly ErrorCode ToolMissing = new("MLP-LANGUAGE-0010", "the language's own program is missing", "F# runs in the .NET SDK's dotnet fsi, PowerShell in pwsh. The program was not found on this machine.", 400);
    public static readonly ErrorCode CodeFailed = new("MLP-LANGUAGE-0011", "the code of another language failed", "The language reported an error; its own message stands above.", 400);
}
