namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Ask what could stand at a place in code.</summary>
public class RequestCompletions(string code, LinePosition linePosition, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    public string Code { get; } = code;

    public LinePosition LinePosition { get; } = linePosition;
}

/// <summary>Ask what stands at a place in code.</summary>
public class RequestHoverText(string code, LinePosition linePosition, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    public string Code { get; } = code;

    public LinePosition LinePosition { get; } = linePosition;
}
