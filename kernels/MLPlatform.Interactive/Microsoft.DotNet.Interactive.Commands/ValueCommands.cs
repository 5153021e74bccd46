using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Set a variable.</summary>
public class SendValue(string name, object? value, FormattedValue? formattedValue = null, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    public string Name { get; } = name;

    public object? Value { get; } = value;

    public FormattedValue? FormattedValue { get; } = formattedValue;
}

/// <summary>Read a variable.</summary>
public class RequestValue(string name, string mimeType = JsonFormatter.MimeType, string? targetKernelName = null) : KernelCommand(targetKernelName)
{
    public string Name { get; } = name;

    public string MimeType { get; } = mimeType;
}

/// <summary>Read the names and types of all variables.</summary>
public class RequestValueInfos(string? targetKernelName = null, string mimeType = "text/plain+summary") : KernelCommand(targetKernelName)
{
    public string MimeType { get; } = mimeType;
}
