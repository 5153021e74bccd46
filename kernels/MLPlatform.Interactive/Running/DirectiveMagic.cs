using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Interactive.Running;

/// <summary>A directive that a cell added, as a magic of the session.</summary>
internal sealed class DirectiveMagic(Microsoft.DotNet.Interactive.Kernel kernel, KernelActionDirective directive, KernelCommandInvocation handler) : IMagic
{
    public string Name => directive.Name.StartsWith("#!", StringComparison.Ordinal) ? directive.Name[2..] : directive.Name;

    public string Description => directive.Description ?? "added by this notebook";

    public string Usage => string.Join('\n', DirectiveWords.Describe(directive));

    public bool TakesBody(string arguments) => false;

    public async Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var (chosen, values) = DirectiveWords.Parse(directive, call.Arguments, call.Values);
        var command = DirectiveBinding.Bind(chosen, values);
        if (command is KernelDirectiveCommand checkedCommand && checkedCommand.GetValidationErrors(Microsoft.DotNet.Interactive.Kernel.RootOf(kernel.Session)).FirstOrDefault() is { } wrong)
            throw new PlatformException(CommandErrors.BadValue, wrong, $"`#!{Name} -h` shows what it takes.");
        await handler(command, new KernelInvocationContext(kernel, command, call.Output, cancel));
    }

    public Completions Complete(string arguments, int position, INotebookValues values)
    {
        var typedFrom = position;
        while (typedFrom > 0 && !char.IsWhiteSpace(arguments[typedFrom - 1]))
            typedFrom--;
        var typed = arguments[typedFrom..position];
        var before = MagicWords.Split(arguments[..typedFrom]);
        var chosen = before is [var first, ..] && directive.Subcommands.FirstOrDefault(one => one.Name == first) is { } sub ? sub : directive;
        var after = before is [.., var last] ? chosen.Parameters.FirstOrDefault(one => one.Name == last && !one.Flag) : null;
        IEnumerable<string> offered = after is not null ? after.ValuesAtOnce()
            : typed.StartsWith('-') ? chosen.Parameters.Select(one => one.Name)
            : (before.Count == 0 ? directive.Subcommands.Select(one => one.Name) : []).Concat(chosen.Parameters.FirstOrDefault(one => one.AllowImplicitName) is { } implied ? implied.ValuesAtOnce() : []).Concat(chosen.Parameters.Select(one => one.Name));
        return new Completions(typedFrom, position, [.. offered.Where(one => one.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Distinct().Select(one => new Completion(one, "magic"))]);
    }
}
