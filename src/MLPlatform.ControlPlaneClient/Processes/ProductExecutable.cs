namespace MLPlatform.ControlPlaneClient.Processes;

/// <summary>How to run <c>mlplatform</c>: what <c>MLPLATFORM_EXE</c> names, else the program this process runs.</summary>
public static class ProductExecutable
{
    public const string Variable = "MLPLATFORM_EXE";

    /// <returns>Program and leading arguments; <c>dotnet X.dll</c> for a library.</returns>
    public static IReadOnlyList<string> Command()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (named is { Length: > 0 })
            return named.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? ["dotnet", named] : [named];
        var program = Environment.ProcessPath ?? "mlplatform";
        return Path.GetFileName(program) == "dotnet" ? [program, Path.Combine(AppContext.BaseDirectory, "mlplatform.dll")] : [program];
    }
}
