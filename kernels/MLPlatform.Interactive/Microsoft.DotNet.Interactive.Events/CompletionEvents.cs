using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>A command came to its end.</summary>
public abstract class KernelCommandCompletionEvent(KernelCommand? command) : KernelEvent(command);

public sealed class CommandSucceeded(KernelCommand? command) : KernelCommandCompletionEvent(command);

public sealed class CommandFailed(Exception? exception, KernelCommand? command, string? message = null) : KernelCommandCompletionEvent(command)
{
    public CommandFailed(string message, KernelCommand? command)
        : this(null, command, message)
    {
    }

    public Exception? Exception { get; } = exception;

    public string Message { get; } = message ?? exception?.Message ?? "The command failed.";

    public override string ToString() => $"{nameof(CommandFailed)}: {Message}";
}

/// <summary>What could stand at the place that was asked about.</summary>
public class CompletionsProduced(IReadOnlyCollection<CompletionItem> completions, RequestCompletions command) : KernelEvent(command)
{
    public IEnumerable<CompletionItem> Completions { get; } = completions;
}

public class CompletionItem(string displayText, string kind, string? filterText = null, string? sortText = null, string? insertText = null, string? documentation = null)
{
    public string DisplayText { get; } = displayText;

    public string Kind { get; } = kind;

    public string FilterText { get; } = filterText ?? displayText;

    public string SortText { get; } = sortText ?? displayText;

    public string InsertText { get; } = insertText ?? displayText;

    public string? Documentation { get; set; } = documentation;

    public override string ToString() => DisplayText;
}
