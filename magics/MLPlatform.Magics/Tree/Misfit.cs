using System.CommandLine;
using System.CommandLine.Parsing;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Magics.Tree;

/// <summary>Why a line does not fit its command, in the words of the command: what it lacks, or which value is of another kind.</summary>
internal static class Misfit
{
    /// <param name="parsed">A parse with errors.</param>
    public static PlatformException Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = CommandTree.Path(command);
        foreach (var argument in command.Arguments)
        {
            var given = parsed.GetResult(argument)?.Tokens.Count ?? 0;
            if (given < argument.Arity.MinimumNumberOfValues)
                return Missing($"`{path}` needs {(given == 0 ? "" : "more of ")}`{argument.Name}`.", path);
        }

        foreach (var option in command.Options)
        {
            var result = parsed.GetResult(option);
            if (option.Required && result is not { Implicit: false })
                return Missing($"`{path}` needs `{option.Name} {option.HelpName}`.", path);
            if (result is { Implicit: false } && result.Tokens.Count < option.Arity.MinimumNumberOfValues)
                return Missing($"`{option.Name}` needs a value.", path);
            if (result is not null && result.Tokens.Count > option.Arity.MaximumNumberOfValues)
                return new PlatformException(CommandErrors.BadValue, $"`{option.Name}` takes one value.", $"`{path} --help` shows examples.");
        }

        return OtherKind(parsed.Errors[0], path);
    }

    private static PlatformException Missing(string problem, string path) => new(CommandErrors.MissingArgument, problem, $"`{path} --help` shows examples.");

    private static PlatformException OtherKind(ParseError error, string path)
    {
        var (option, tokens) = error.SymbolResult switch
        {
            OptionResult result => (result.Option, result.Tokens),
            ArgumentResult { Parent: OptionResult result } => (result.Option, result.Tokens),
            _ => (null, []),
        };
        if (option is null || tokens.Count == 0)
            return new PlatformException(CommandErrors.BadValue, error.Message, $"`{path} --help` shows examples.");
        var wanted = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        var fix = wanted == typeof(int) || wanted == typeof(long) ? "Give a whole number."
            : wanted == typeof(double) ? "Give a number."
            : wanted == typeof(DateTimeOffset) ? "Give a time, such as 2001-06-30T18:00:00Z."
            : wanted == typeof(bool) ? "It takes no value."
            : $"`{path} --help` shows examples.";
        return new PlatformException(CommandErrors.BadValue, $"`{tokens[^1].Value}` does not fit `{option.Name}`.", fix);
    }
}
