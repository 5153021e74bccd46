using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

/// <summary>Completes <c>--name</c>s on a magic's line.</summary>
internal static class OptionCompletion
{
    /// <returns>Null when the cursor is on something else.</returns>
    public static Completions? Of(string arguments, int position, IReadOnlyList<string> options)
    {
        var start = position;
        while (start > 0 && !char.IsWhiteSpace(arguments[start - 1]))
            start--;
        var typed = arguments[start..position];
        return typed.StartsWith('-')
            ? new Completions(start, position, [.. options.Where(option => option.StartsWith(typed, StringComparison.Ordinal)).Select(option => new Completion(option, "magic"))])
            : null;
    }
}
