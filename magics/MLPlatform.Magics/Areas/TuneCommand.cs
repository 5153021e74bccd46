using System.CommandLine;
using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;
using MLPlatform.Sdk.Jobs;
using MLPlatform.Training.Tuning;

namespace MLPlatform.Magics.Areas;

internal sealed class TuneCommand : PlatformCommand
{
    private readonly TrainOptions _options = new();
    private readonly Option<string[]> _vary = new("--vary") { Description = "What to tune: depth=2..8, rate=0.01..0.3:log, kind=a|b|c. The cell reads each by its name.", HelpName = "NAME=RANGE", Required = true, AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _metric = new("--metric") { Description = "What the cell logs and the search makes smallest.", HelpName = "NAME", Required = true };
    private readonly Option<bool> _maximize = new("--maximize") { Description = "Make it largest instead." };
    private readonly Option<int> _trials = new("--trials") { Description = "How many to try.", HelpName = "N", DefaultValueFactory = _ => 20 };
    private readonly Option<int> _parallel = new("--parallel") { Description = "How many at the same time.", HelpName = "N", DefaultValueFactory = _ => 2 };
    private readonly Option<string> _method = new("--method") { Description = "tpe learns from earlier trials; random and lhs (Latin hypercube) do not.", DefaultValueFactory = _ => "tpe" };
    private readonly Option<int> _firstRung = new("--first-rung") { Description = "Give up trials that are not among the best third after so many steps, and after 3, 9, 27 times as many.", HelpName = "STEPS" };
    private readonly Option<int> _seed = new("--seed") { Description = "The same seed tries the same values.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _resume = new("--resume") { Description = "Go on with a search that was broken off: its parent run.", HelpName = "RUN" };

    public TuneCommand()
        : base(
            "tune",
            "Run the C# below as training jobs with other values each time, and find the best.",
            "tune --in @train @valid --vary depth=2..8 rate=0.01..0.3:log --metric valid_auc --maximize --trials 30",
            "tune --in @train --vary kind=a|b --metric loss --method random --resume tidy-heron-27")
    {
        _method.AcceptOnlyFromAmong("tpe", "random", "lhs");
        foreach (var option in _options.All.Concat([_vary, _metric, _maximize, _trials, _parallel, _method, _firstRung, _seed, _resume]))
            Add(option);
    }

    public override bool TakesBody => true;

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        if (call.Session is null)
            throw new PlatformException(CommandErrors.BadValue, "`tune` runs a notebook cell, and there is no notebook here.", "Put it into a notebook and run `mlplatform notebook run FILE`.");
        var space = call.Get(_vary).Select(Parameter).ToList();
        var request = new TuningRequest
        {
            Training = _options.Read(call, call.Session, space.ToDictionary(parameter => parameter.Name, TypeOf)),
            Space = space,
            Metric = call.Get(_metric),
            Parallel = call.Get(_parallel),
            Resume = call.Get(_resume),
            Options = new StudyOptions
            {
                Method = call.Get(_method) switch { "random" => SearchMethod.Random, "lhs" => SearchMethod.LatinHypercube, _ => SearchMethod.Tpe },
                Trials = call.Get(_trials),
                Maximize = call.Get(_maximize),
                FirstRung = call.Get(_firstRung),
                Seed = call.Get(_seed),
            },
        };
        var outcome = await call.Platform.TuneAsync(request, cancel);
        if (outcome.Best is not { } best)
            throw new PlatformException(JobErrors.Failed, $"None of {Spelled.Count(outcome.Trials.Count, "trial")} succeeded.", "`mlplatform jobs list` shows why each failed.");
        var values = string.Join(", ", best.Values.Select(value => $"{value.Key} {value.Value}"));
        return new CommandResult(
            $"**{request.Metric} {Spelled.Number(best.Value!.Value)}** with {values} · trial {best.Number} of {Spelled.Count(outcome.Trials.Count, "trial")}, {outcome.Trials.Count(trial => trial.State == "stopped")} given up early",
            outcome,
            [TableOf(outcome, space, request)],
            [$"parent run {outcome.RunId}", $"best run {outcome.BestRunId}"])
        { CSharp = "await ml.TuneAsync(new TuningRequest { … })" };
    }

    private static Table TableOf(TuningOutcome outcome, IReadOnlyList<TuningParameter> space, TuningRequest request) => Table.Of(
        ["trial", .. space.Select(parameter => parameter.Name), request.Metric, "state"],
        [.. outcome.Trials.OrderBy(trial => trial.Value is null).ThenBy(trial => request.Options.Maximize ? -trial.Value : trial.Value)
            .Select(trial => (IReadOnlyList<string?>)[trial.Number.ToString(CultureInfo.InvariantCulture), .. space.Select(parameter => trial.Values[parameter.Name]), trial.Value is { } value ? Spelled.Number(value) : "", trial.State])]);

    private static string TypeOf(TuningParameter parameter) => parameter.Choices.Count > 0 ? "string" : parameter.IsWhole ? "int" : "double";

    internal static TuningParameter Parameter(string text)
    {
        if (text.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } range])
            throw Misread(text);
        if (range.Contains('|'))
            return TuningParameter.OneOf(name, range.Split('|', StringSplitOptions.RemoveEmptyEntries));
        var logarithmic = range.EndsWith(":log", StringComparison.Ordinal);
        if ((logarithmic ? range[..^4] : range).Split("..") is not [var low, var high])
            throw Misread(text);
        if (int.TryParse(low, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var from) && int.TryParse(high, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var to))
            return TuningParameter.Whole(name, from, to, logarithmic);
        return double.TryParse(low, NumberStyles.Float, CultureInfo.InvariantCulture, out var least) && double.TryParse(high, NumberStyles.Float, CultureInfo.InvariantCulture, out var most)
            ? TuningParameter.Real(name, least, most, logarithmic)
            : throw Misread(text);
    }

    private static PlatformException Misread(string text) => new(CommandErrors.BadValue, $"`--vary {text}` is no range.", "Write depth=2..8, rate=0.01..0.3:log or kind=a|b|c.");
}
