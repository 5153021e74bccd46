using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Magics.Areas;
using MLPlatform.Magics.Areas.Endpoints;
using MLPlatform.Magics.Areas.Features;
using MLPlatform.Magics.Areas.Jobs;
using MLPlatform.Magics.Areas.Models;
using MLPlatform.Magics.Areas.Monitoring;
using MLPlatform.Magics.Areas.Runs;

namespace MLPlatform.Magics.Tree;

/// <summary>The one tree of commands behind <c>#!mlplatform</c> and the shell.</summary>
public sealed class CommandTree
{
    // A leading @ names a notebook value; the parser's own meaning, a response file, is switched off.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public CommandTree()
    {
        Root = new RootCommand("Carry a model through its whole life.");
        Root.Options.Remove(Root.Options.OfType<VersionOption>().Single());
        foreach (var command in Build())
            Root.Add(command);
        foreach (var leaf in Leaves(Root))
        {
            leaf.Add(leaf.OutputVariable);
            leaf.Add(leaf.Json);
        }
    }

    public RootCommand Root { get; }

    public static IEnumerable<Command> Build() =>
    [
        new StatusCommand(),
        Area("features", "Curated features, correct in time.", new FeaturesApply(), new FeaturesPlan(), new FeaturesList(), new FeaturesShow(), new FeaturesSearch(), new FeaturesLineage(), new FeaturesPull(), new FeaturesMaterialize(), new FeaturesOnline()),
        new TrainCommand(),
        new TuneCommand(),
        Area("runs", "Experiment runs.", new RunsList(), new RunsShow(), new RunsCompare()),
        Area("models", "Registered models, their versions and aliases.", new ModelsRegister(), new ModelsAlias(), new ModelsList(), new ModelsShow(), new ModelsLineage()),
        Area("endpoints", "Published models.", new EndpointsDeploy(), new EndpointsList(), new EndpointsShow(), new EndpointsInvoke(), new EndpointsCanary(), new EndpointsShadow(), new EndpointsPromote(), new EndpointsRollback(), new EndpointsBatch(), new EndpointsBenchmark(), new EndpointsLogs(), new EndpointsStop()),
        new MonitorCommand(),
        Area("jobs", "Workloads the control plane runs.", new JobsList(), new JobsShow(), new JobsAttach(), new JobsLogs(), new JobsCancel(), new JobsFetch(), new JobsCost()),
    ];

    public PlatformCommand? Find(IReadOnlyList<string> words) => Root.Parse(words, Parsing).CommandResult.Command as PlatformCommand;

    /// <summary>Parses the words and refuses what does not fit, naming the nearest that would.</summary>
    /// <returns>A parse whose command is a leaf, or one that asks for help.</returns>
    /// <exception cref="PlatformException">Unknown command or option, a missing argument, a value of the wrong form.</exception>
    public ParseResult Parse(IReadOnlyList<string> words)
    {
        var parsed = Root.Parse(words, Parsing);
        if (CommandHelp.IsAsked(words))
            return parsed;
        return Refusal(parsed) is { } refusal ? throw refusal : parsed;
    }

    /// <summary>What is wrong with a parse, naming the nearest that would be right; null when nothing is.</summary>
    public static PlatformException? Refusal(ParseResult parsed)
    {
        var here = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var unknown, ..])
            return Unknown(here, unknown);
        // What looks like an option and is none would pass as one more value of an argument that takes several.
        if (parsed.Tokens.All(token => token.Type != TokenType.DoubleDash) && parsed.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal)) is { } option)
            return Unknown(here, option.Value);
        return parsed.Errors.Count > 0 && (here is PlatformCommand || here.Subcommands.Count == 0) ? Misfit.Of(parsed) : null;
    }

    /// <summary>What can stand at the end of the text; of an option's spellings the long one.</summary>
    public IReadOnlyList<CompletionItem> Complete(string text) =>
        [.. Root.Parse(text, Parsing).GetCompletions(text.Length).Where(item => item.Label is [not ('-' or '/'), ..] or ['-', '-', ..]).DistinctBy(item => item.Label)];

    public static string Path(Command command)
    {
        var names = new List<string>();
        for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault())
            names.Insert(0, at.Name);
        return string.Join(' ', names);
    }

    internal static IEnumerable<PlatformCommand> Leaves(Command command) =>
        command is PlatformCommand leaf ? [leaf, .. leaf.Subcommands.SelectMany(Leaves)] : command.Subcommands.SelectMany(Leaves);

    private static Command Area(string name, string summary, params PlatformCommand[] verbs)
    {
        var area = new Command(name, summary);
        foreach (var verb in verbs)
            area.Add(verb);
        return area;
    }

    /// <summary>The refusal of a word that is no command or option here, with the nearest that is.</summary>
    private static PlatformException Unknown(Command here, string word)
    {
        var isOption = word.StartsWith('-');
        var known = isOption ? here.Options.Select(option => option.Name) : here.Subcommands.Select(command => command.Name);
        var nearest = Nearest.To(word, known);
        var place = Path(here);
        var fix = nearest is not null
            ? $"Did you mean `{nearest}`?"
            : isOption || here.Subcommands.Count == 0 ? $"`{$"{place} --help".TrimStart()}` shows what it takes." : $"There are {string.Join(", ", known)}.";
        return isOption
            ? new PlatformException(CommandErrors.UnknownOption, place.Length == 0 ? $"There is no option `{word}`." : $"`{place}` has no option `{word}`.", fix)
            : new PlatformException(CommandErrors.UnknownCommand, place.Length == 0 ? $"There is no command `{word}`." : $"`{place}` takes no `{word}`.", fix);
    }
}
