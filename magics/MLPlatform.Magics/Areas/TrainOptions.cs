using System.CommandLine;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Frames;
using MLPlatform.Kernel.Closures;
using MLPlatform.Kernel.Session;
using MLPlatform.Magics.Tree;
using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Magics.Areas;

/// <summary>The options of <c>train</c>, and the request they make with the cell below the line.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string[]> _in = new("--in") { Description = "Frames the cell reads; nothing else of the notebook's state travels.", HelpName = "@FRAME", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _out = new("--out") { Description = "Files or folders the cell leaves in its working folder; they become artifacts of the run.", HelpName = "PATH", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _set = new("--set") { Description = "Literals the cell reads by name: depth=4 rate=0.1 kind=dense.", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _name = new("--name") { Description = "Experiment the run belongs to.", HelpName = "NAME", DefaultValueFactory = _ => "training" };
    private readonly Option<string> _on = new("--on") { Description = "Where it runs.", HelpName = "TARGET", DefaultValueFactory = _ => "local" };
    private readonly Option<double> _cpu = new("--cpu") { Description = "Cores it may use; all when left out.", HelpName = "CORES" };
    private readonly Option<string?> _memory = new("--memory") { Description = "Memory it may use; above it the job is ended and says so.", HelpName = "SIZE" };
    private readonly Option<string?> _gpu = new("--gpu") { Description = "GPU it needs, and how many.", HelpName = "TYPE[:N]" };
    private readonly Option<string?> _timeout = new("--timeout") { Description = "Stop it after this long.", HelpName = "DURATION" };
    private readonly Option<string?> _budget = new("--budget") { Description = "Stop it when it has cost this much.", HelpName = "MONEY" };
    private readonly Option<int> _retries = new("--retries") { Description = "Further attempts when one fails; each goes on from the checkpoint of the one before.", HelpName = "N" };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Start from the checkpoint in this folder, such as one fetched from an earlier job.", HelpName = "FOLDER" };

    public IReadOnlyList<Option> All => [_in, _out, _set, _name, _on, _cpu, _memory, _gpu, _timeout, _budget, _retries, _checkpoint];

    /// <param name="varied">Variable → C# type, for what each job of the cell gets another value of.</param>
    /// <exception cref="PlatformException">The cell does not compile or uses what does not travel; an option does not fit.</exception>
    public TrainingRequest Read(CommandCall call, NotebookSession session, IReadOnlyDictionary<string, string>? varied = null)
    {
        var inputs = Inputs(call, call.Get(_in) ?? []);
        var gpu = call.Get(_gpu) is { } asked ? Amounts.Gpu("--gpu", asked) : (null, 0);
        var checkpoint = call.Get(_checkpoint);
        if (checkpoint is not null && !Directory.Exists(checkpoint))
            throw new PlatformException(CommandErrors.BadValue, $"`--checkpoint {checkpoint}` is no folder here.", "`jobs fetch JOB checkpoint --to FOLDER` brings one.");
        var request = new TrainingRequest
        {
            Name = call.Get(_name),
            Source = "",
            Inputs = inputs,
            Target = call.Get(_on),
            Timeout = call.Get(_timeout) is { } timeout ? Amounts.Duration("--timeout", timeout) : null,
            BudgetUsd = call.Get(_budget) is { } budget ? Amounts.Usd("--budget", budget) : null,
            Resources = new Resources(call.Get(_cpu), call.Get(_memory) is { } memory ? Amounts.Bytes("--memory", memory) : 0, gpu.Item2, gpu.Item1),
            Retries = call.Get(_retries),
            Outputs = call.Get(_out) ?? [],
            CheckpointFolder = checkpoint,
            Parameters = [.. (call.Get(_set) ?? []).Select(Literal)],
        };
        var given = new Dictionary<string, string>(StringComparer.Ordinal) { ["run"] = "MLPlatform.Sdk.Runs.ActiveRun" };
        foreach (var (name, type) in inputs.Keys.Select(name => (name, typeof(Frame).FullName!)).Concat(request.Parameters.Select(parameter => (parameter.Name, parameter.Type))).Concat((varied ?? new Dictionary<string, string>()).Select(one => (one.Key, one.Value))))
        {
            if (!given.TryAdd(name, type))
                throw new PlatformException(CommandErrors.BadValue, $"`{name}` is given to the cell twice.", "Use each name once; `run` is the run the job writes.");
        }

        var closure = CellClosure.Build(session, call.Body, [.. given.Keys, "ml"]);
        ClosureCheck.RequireCompiles(session, call.Body, given);
        return request with { Source = closure.Source, Usings = closure.Usings };
    }

    private static TrainingParameter Literal(string text) => text.Split('=', 2) is [{ Length: > 0 } name, var value]
        ? TrainingParameter.Parse(name, value)
        : throw new PlatformException(CommandErrors.BadValue, $"`--set {text}` has no name and value.", "Write depth=4.");

    // A file has no name that a cell could read it by.
    private static Dictionary<string, Frame> Inputs(CommandCall call, string[] references)
    {
        var inputs = new Dictionary<string, Frame>(StringComparer.Ordinal);
        foreach (var reference in references)
        {
            if (!reference.StartsWith('@'))
                throw new PlatformException(CommandErrors.BadValue, $"`--in {reference}` is no notebook value.", "Read it into a variable first, and pass `--in @variable`.");
            if (!inputs.TryAdd(reference[1..], call.Frame(reference)))
                throw new PlatformException(CommandErrors.BadValue, $"`--in {reference}` comes twice.", "Name each frame once.");
        }

        return inputs;
    }
}
