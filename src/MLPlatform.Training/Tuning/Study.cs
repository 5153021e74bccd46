using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Training.Checkpointing;

namespace MLPlatform.Training.Tuning;

/// <param name="Value">Null while it runs, and of a trial that failed.</param>
/// <param name="Stopped">It was ended early; its value is the last it had.</param>
public sealed record TrialResult(Trial Trial, double? Value, bool Stopped = false);

/// <summary>
/// Looks for the values that make a number smallest, or largest: ask for a trial, try it, tell what came out. Trials may run at the same time. What is asked
/// depends on the seed, the trial's number and what was told before it, and on nothing else, so a study goes on where it stopped.
/// </summary>
public sealed class Study
{
    private const string File = "study";

    private readonly Lock _gate = new();
    private readonly Checkpoints? _checkpoints;
    private readonly List<TrialResult> _results = [];
    private readonly Dictionary<int, List<double>> _rungs = [];
    private readonly Queue<Trial> _again = [];

    /// <param name="checkpoints">Where the study keeps what it was told; trials that had not ended when it stopped are given out again first.</param>
    /// <exception cref="PlatformException"><see cref="TrainingErrors.BadOption"/>: nothing to tune, one name twice, or a number out of range.</exception>
    public Study(IReadOnlyList<TuningParameter> space, StudyOptions? options = null, Checkpoints? checkpoints = null)
    {
        Space = space;
        Options = options ?? new StudyOptions();
        _checkpoints = checkpoints;
        if (space.Count == 0 || space.DistinctBy(parameter => parameter.Name).Count() < space.Count)
            throw new PlatformException(TrainingErrors.BadOption, "A study has nothing to tune, or two parameters of one name.", "Give each a name of its own.");
        if (Options.Trials is < 1 or > 100_000 || Options.FirstRung < 0 || Options.Reduction < 2)
            throw new PlatformException(TrainingErrors.BadOption, $"Trials = `{Options.Trials}`, FirstRung = `{Options.FirstRung}` or Reduction = `{Options.Reduction}` is out of range.", "Trials are at least 1, FirstRung at least 0, Reduction at least 2.");
        Restore();
    }

    public IReadOnlyList<TuningParameter> Space { get; }

    public StudyOptions Options { get; }

    /// <summary>Every trial given out, in order.</summary>
    public IReadOnlyList<TrialResult> Results
    {
        get
        {
            lock (_gate)
                return [.. _results];
        }
    }

    /// <summary>The best that ran to its end; null before any has.</summary>
    public TrialResult? Best => Results.Where(result => result is { Value: not null, Stopped: false }).OrderBy(result => Cost(result.Value!.Value)).FirstOrDefault();

    /// <returns>Null when all have been given out.</returns>
    public Trial? Next()
    {
        lock (_gate)
        {
            if (_again.TryDequeue(out var again))
                return again;
            if (_results.Count >= Options.Trials)
                return null;
            var number = _results.Count;
            var units = Options.Method switch
            {
                SearchMethod.LatinHypercube => LatinHypercube.Point(Options.Seed, number, Options.Trials, Space.Count),
                SearchMethod.Tpe => Parzen.Suggest(Space, [.. _results.Select(result => (Units(result.Trial), result.Value is { } value ? Cost(value) : (double?)null))], RandomOf(number)),
                _ => Point(RandomOf(number)),
            };
            var trial = new Trial(number, Space.Select((parameter, at) => (parameter.Name, Value: parameter.At(units[at]))).ToDictionary(pair => pair.Name, pair => pair.Value), Space);
            _results.Add(new TrialResult(trial, null));
            Keep();
            return trial;
        }
    }

    /// <summary>Notes what came out. NaN is a trial that failed: it teaches where not to look.</summary>
    public void Tell(Trial trial, double value, bool stopped = false)
    {
        lock (_gate)
        {
            _results[trial.Number] = new TrialResult(trial, double.IsNaN(value) ? null : value, stopped || double.IsNaN(value));
            Keep();
        }
    }

    /// <summary>Whether a running trial should be given up: it stands at a rung and is not among the best that ever stood there.</summary>
    /// <param name="step">From 1; rungs are at <see cref="StudyOptions.FirstRung"/> × <see cref="StudyOptions.Reduction"/>ⁿ.</param>
    public bool ShouldStop(int step, double value)
    {
        if (Options.FirstRung == 0 || !IsRung(step))
            return false;
        lock (_gate)
        {
            if (!_rungs.TryGetValue(step, out var there))
                _rungs[step] = there = [];
            var cost = double.IsNaN(value) ? double.PositiveInfinity : Cost(value);
            there.Add(cost);
            // Of fewer than that no share can be told; the first go on.
            if (there.Count < Options.Reduction)
                return double.IsPositiveInfinity(cost);
            return there.Count(other => other < cost) >= Math.Max(1, there.Count / Options.Reduction);
        }
    }

    private bool IsRung(int step)
    {
        for (long rung = Options.FirstRung; rung <= step; rung *= Options.Reduction)
            if (rung == step)
                return true;
        return false;
    }

    private double Cost(double value) => Options.Maximize ? -value : value;

    // Neighbouring seeds of Random begin alike, so the two are mixed first.
    private Random RandomOf(int number) => new(unchecked((int)(SplitMix(((ulong)(uint)Options.Seed << 32) | (uint)number) >> 32)));

    private static ulong SplitMix(ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }

    private double[] Point(Random random) => [.. Space.Select(_ => random.NextDouble())];

    private double[] Units(Trial trial) => [.. Space.Select(parameter => parameter.UnitOf(trial.Values[parameter.Name]))];

    private void Keep() => _checkpoints?.Save(File, JsonSerializer.SerializeToUtf8Bytes(
        new StudyState(1, Fingerprint, [.. _results.Select(result => new StudyState.Line(result.Trial.Values, result.Value, result.Stopped))]), StudyJson.Default.StudyState));

    private string Fingerprint => $"{Options with { Trials = 0 }} {string.Join("; ", Space.Select(parameter => $"{parameter.Name} {parameter.Low:R} {parameter.High:R} {parameter.IsLogarithmic} {parameter.IsWhole} {string.Join(',', parameter.Choices)}"))}";

    private void Restore()
    {
        if (_checkpoints?.Load(File) is not { } content || JsonSerializer.Deserialize(content, StudyJson.Default.StudyState) is not { } state)
            return;
        if (state.Schema != 1 || state.Fingerprint != Fingerprint)
            throw new PlatformException(TrainingErrors.BadOption, "The study that is kept here has other parameters or options.", "Use another checkpoint folder, or the same study; only the number of trials may change.");
        foreach (var line in state.Results)
        {
            var trial = new Trial(_results.Count, line.Values, Space);
            _results.Add(new TrialResult(trial, line.Value, line.Stopped));
            if (line.Value is null && !line.Stopped)
                _again.Enqueue(trial);
        }
    }
}
