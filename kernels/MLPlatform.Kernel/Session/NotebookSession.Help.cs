using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Help;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Session;

// Language services take no turn: they answer while a cell runs.
public sealed partial class NotebookSession
{
    /// <param name="position">UTF-16 offset of the cursor.</param>
    public Task<Completions> CompleteAsync(string code, int position, CancellationToken cancel) => Task.Run(
        () =>
        {
            switch (HelpPlace.Find(Parser, code, position))
            {
                case HelpPlace.MagicName name:
                    return new Completions(name.Start, name.End, [.. Parser.Names.Where(one => one.StartsWith(name.Typed, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(one => new Completion(one, "magic", Description(one)))]);
                case HelpPlace.MagicArguments magic:
                    var found = magic.Magic.Complete(magic.Arguments, magic.Position, Values);
                    return found with { Start = found.Start + magic.Offset, End = found.End + magic.Offset };
                case HelpPlace.Code { Language: CellLanguages.CSharp } part:
                    var items = _help.Complete(part.Text, part.Position, cancel);
                    return items with { Start = items.Start + part.Offset, End = items.End + part.Offset };
                default:
                    return new Completions(position, position, []);
            }
        },
        cancel);

    /// <summary>What stands at the cursor: signature and documentation.</summary>
    /// <param name="position">UTF-16 offset of the cursor.</param>
    /// <returns>Null when there is nothing to say.</returns>
    public Task<MimeBundle?> InspectAsync(string code, int position, CancellationToken cancel) => Task.Run(
        () => HelpPlace.Find(Parser, code, position) switch
        {
            HelpPlace.MagicName name => Describe(code[name.Start..name.End]),
            HelpPlace.MagicArguments magic => Describe(magic.Magic.Name),
            HelpPlace.Code { Language: CellLanguages.CSharp } part => _help.Inspect(part.Text, part.Position, cancel),
            _ => null,
        },
        cancel);

    private MimeBundle? Describe(string magic) => Description(magic) is { } text ? new PlainText($"#!{magic}\n\n{text}").ToBundle() : null;

    private string? Description(string name) => Parser.TryFind(name, out var magic) ? magic!.Description : CellLanguages.ByName.TryGetValue(name, out var language) ? $"the lines below are {language}" : null;
}
