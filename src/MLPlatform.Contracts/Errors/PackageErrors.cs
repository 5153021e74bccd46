namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals of <c>#r</c> and <c>#i</c>: packages and projects a notebook asks for.</summary>
public static class PackageErrors
{
    public static readonly ErrorCode BadReference = new("MLP-PACKAGE-0001", "a reference cannot be read", "#r takes \"nuget: Id, Version\", \"project: path.csproj\" or the path of an assembly; #i takes \"nuget: SOURCE\" with a folder or an address.", 400);
    public static readonly ErrorCode NotFound = new("MLP-PACKAGE-0002", "there is no such package", "No source has a package of this id. Check the spelling; #i \"nuget: SOURCE\" and a nuget.config beside the notebook add sources.", 400);
    public static readonly ErrorCode VersionNotFound = new("MLP-PACKAGE-0003", "there is no such version of the package", "The sources have the package, but not in the version that was asked for, or not with what it depends on.", 400);
    public static readonly ErrorCode Conflict = new("MLP-PACKAGE-0004", "package versions contradict each other", "Two packages need versions of a third that exclude each other, or another version is loaded in this notebook already. A loaded assembly stays until the kernel restarts.", 400);
    public static readonly ErrorCode SourceUnreachable = new("MLP-PACKAGE-0005", "a package source does not answer", "The source is down, the network is, or it asks for credentials: those go into a nuget.config. What was restored before works without the network.", 400);
    public static readonly ErrorCode Incompatible = new("MLP-PACKAGE-0006", "the package is not for this .NET", "No assembly of the package fits the runtime of this notebook.", 400);
    public static readonly ErrorCode RestoreFailed = new("MLP-PACKAGE-0007", "packages could not be restored", "The SDK's restore failed; its message says why.", 400);
    public static readonly ErrorCode SdkMissing = new("MLP-PACKAGE-0008", "the .NET SDK is missing", "Packages, projects and F# need the .NET SDK, and only the runtime was found. Install the SDK of the same major version.", 400);
    public static readonly ErrorCode BuildFailed = new("MLP-PACKAGE-0009", "a referenced project does not build", "#r \"project: ...\" builds the project first; the compiler's messages follow.", 400);
    public static readonly ErrorCode ExtensionFailed = new("MLP-PACKAGE-0010", "a package's extension script failed", "The package brings interactive-extensions/dotnet/extension.dib, and a cell of it failed. The package itself is loaded.", 400);
}
