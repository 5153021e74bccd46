using System.CommandLine;
using System.Text;

namespace MLPlatform.Magics.Tree;

/// <summary>Help of a command or an area, as Markdown: what it does, how it is written, its options, examples that work.</summary>
public static class CommandHelp
{
    public static bool IsAsked(IReadOnlyList<string> words) => words.Any(word => word is "--help" or "-h" or "-?");

    /// <param name="prefix"><c>#!mlplatform</c> in a cell, <c>mlplatform</c> in the shell.</param>
    public static string Of(Command command, string prefix)
    {
        var path = CommandTree.Path(command);
        var text = new StringBuilder().AppendLine($"**{(prefix + " " + path).TrimEnd()}** – {command.Description}").AppendLine();
        if (command is not PlatformCommand leaf)
        {
            foreach (var sub in command.Subcommands.Where(sub => !sub.Hidden))
                text.AppendLine($"- `{(path + " " + sub.Name).Trim()}` – {sub.Description}");
            return text.ToString();
        }

        var arguments = string.Concat(leaf.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));
        text.AppendLine($"    {prefix} {path}{arguments} [options]").AppendLine();
        foreach (var argument in leaf.Arguments)
            text.AppendLine($"- `{argument.Name}` – {argument.Description}");
        foreach (var option in leaf.Options)
            text.AppendLine($"- `{string.Join(", ", option.Aliases.Prepend(option.Name))}{(option.HelpName is { } value ? " " + value : "")}` – {option.Description}");
        foreach (var sub in leaf.Subcommands.Where(sub => !sub.Hidden))
            text.AppendLine($"- `{path} {sub.Name}` – {sub.Description}");
        if (leaf.Examples.Count > 0)
        {
            text.AppendLine().AppendLine("Examples").AppendLine();
            foreach (var example in leaf.Examples)
                text.AppendLine($"    {prefix} {example}");
        }

        return text.ToString();
    }
}
