namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Run code, in the language of the target kernel.</summary>
public class SubmitCode(string code, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    public string Code { get; } = code;

    public IDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public override string ToString() => $"{nameof(SubmitCode)}: {Code}";
}
