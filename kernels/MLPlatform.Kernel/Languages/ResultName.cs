using MLPlatform.Contracts.Errors;

namespace MLPlatform.Kernel.Languages;

/// <summary>The <c>-o NAME</c> or <c>--name NAME</c> of a query's selector.</summary>
internal static class ResultName
{
    /// <returns>Null when the result is only shown.</returns>
    /// <exception cref="PlatformException">The line holds something else.</exception>
    public static string? Of(string language, string arguments)
    {
        var words = arguments.Split([' ', '\t', '='], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => null,
            ["-o" or "--name", var name] => name.TrimStart('@'),
            _ => throw new PlatformException(CommandErrors.UnknownOption, $"`#!{language}` does not take `{arguments}`.", $"Keep the result as a variable with `#!{language} --name NAME`."),
        };
    }
}
