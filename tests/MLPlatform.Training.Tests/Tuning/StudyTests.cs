using MLPlatform.Contracts.Errors;
using MLPlatform.Training.Checkpointing;
using MLPlatform.Training.Tuning;

namespace MLPlatform.Training.Tests.Tuning;

public sealed class StudyTests : IDisposable
{
    private static readonly TuningParameter[] Space = [TuningParameter.Real("rate", 1e-4, 1, logarithmic: true), TuningParameter.Whole("depth", 1, 12), TuningParameter.OneOf("kind", "a", "b", "c")];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlplatform-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Tpe_finds_better_values_than_chance_with_the_same_number_of_trials()
    {
        var (tpe, random) = (Mean(SearchMethod.Tpe), Mean(SearchMethod.Random));

        Assert.True(tpe < random / 2, $"TPE {tpe:0.0000}, random {random:0.0000}");
    }

    [Fact]
    public void LatinHypercube_tries_every_part_of_every_axis_once()
    {
        var study = new Study([TuningParameter.Real("x", 0, 20), TuningParameter.Real("y", 100, 120)], new() { Method = SearchMethod.LatinHypercube, Trials = 20 });

        var trials = All(study, _ => 0);

        Assert.Equal(Enumerable.Range(0, 20), trials.Select(trial => (int)trial.Real("x")).Order());
        Assert.Equal(Enumerable.Range(100, 20), trials.Select(trial => (int)trial.Real("y")).Order());
        Assert.NotEqual(trials.Select(trial => (int)trial.Real("x")), trials.Select(trial => (int)trial.Real("y") - 100));
    }

    [Theory]
    [InlineData(SearchMethod.Random)]
    [InlineData(SearchMethod.Tpe)]
    [InlineData(SearchMethod.LatinHypercube)]
    public void Study_that_stopped_goes_on_as_if_it_had_not(SearchMethod method)
    {
        var options = new StudyOptions { Method = method, Trials = 30 };
        var whole = All(new Study(Space, options), Loss).Select(trial => trial.Values);
        var first = new Study(Space, options, Kept());
        for (var i = 0; i < 17; i++)
        {
            var trial = first.Next()!;
            first.Tell(trial, Loss(trial));
        }

        var running = first.Next()!;
        var second = new Study(Space, options, Kept());

        Assert.Equal(running.Values, second.Next()!.Values);
        second.Tell(running, Loss(running));
        All(second, Loss);
        Assert.Equal(whole, second.Results.Select(result => result.Trial.Values));
    }

    [Fact]
    public void Study_kept_for_other_parameters_is_refused()
    {
        new Study(Space, checkpoints: Kept()).Next();

        Assert.Equal(TrainingErrors.BadOption, Assert.Throws<PlatformException>(() => new Study(Space[..2], checkpoints: Kept())).Code);
    }

    [Fact]
    public void Values_stay_in_their_ranges_and_reach_the_ends()
    {
        var trials = All(new Study(Space, new() { Method = SearchMethod.Random, Trials = 400 }), _ => 0);

        Assert.All(trials, trial => Assert.InRange(trial.Real("rate"), 1e-4, 1));
        Assert.Equal(Enumerable.Range(1, 12), trials.Select(trial => trial.Whole("depth")).Distinct().Order());
        Assert.Equal(["a", "b", "c"], trials.Select(trial => trial.Choice("kind")).Distinct().Order(StringComparer.Ordinal));
        // Evenly over orders of magnitude: half of them below the geometric middle.
        Assert.InRange(trials.Count(trial => trial.Real("rate") < 1e-2), 160, 240);
        Assert.Contains("Did you mean `depth`?", Assert.Throws<PlatformException>(() => trials[0].Whole("dept")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldStop_gives_up_what_is_not_among_the_best_third_at_a_rung()
    {
        var study = new Study(Space, new() { Maximize = true, FirstRung = 2 });

        Assert.All(new[] { 1, 3, 4, 5 }, step => Assert.False(study.ShouldStop(step, 0)));
        Assert.False(study.ShouldStop(2, 0.5));
        Assert.False(study.ShouldStop(2, 0.9));
        Assert.True(study.ShouldStop(2, 0.7));
        Assert.False(study.ShouldStop(2, 0.95));
        Assert.True(study.ShouldStop(2, double.NaN));
        Assert.False(study.ShouldStop(6, 0.1));
    }

    [Fact]
    public void Best_is_of_those_that_ran_to_their_end()
    {
        var study = new Study(Space, new() { Method = SearchMethod.Random, Maximize = true });
        var trials = Enumerable.Range(0, 4).Select(_ => study.Next()!).ToList();

        Assert.Null(study.Best);
        study.Tell(trials[0], 1);
        study.Tell(trials[1], 3);
        study.Tell(trials[2], 9, stopped: true);
        study.Tell(trials[3], double.NaN);

        Assert.Equal((1, 3.0), (study.Best!.Trial.Number, study.Best.Value));
    }

    [Fact]
    public void Ranges_and_options_that_are_none_are_refused()
    {
        foreach (var make in new Func<object>[]
        {
            () => TuningParameter.Real("x", 1, 1),
            () => TuningParameter.Real("x", 0, 1, logarithmic: true),
            () => TuningParameter.Real("x", 0, double.NaN),
            () => TuningParameter.OneOf("x"),
            () => new Study([]),
            () => new Study([Space[0], Space[0]]),
            () => new Study(Space, new() { Trials = 0 }),
        })
            Assert.Equal(TrainingErrors.BadOption, Assert.Throws<PlatformException>(make).Code);
    }

    private Checkpoints Kept() => new(_folder.FullName);

    // Best at rate 0.01, depth 7, kind b.
    private static double Loss(Trial trial) =>
        Math.Pow(Math.Log10(trial.Real("rate")) + 2, 2) + Math.Pow((trial.Whole("depth") - 7) / 4.0, 2) + (trial.Choice("kind") == "b" ? 0 : 0.5);

    private static double Mean(SearchMethod method) => Enumerable.Range(1, 10).Average(seed =>
    {
        var study = new Study(Space, new() { Method = method, Trials = 60, Seed = seed });
        All(study, Loss);
        return study.Best!.Value!.Value;
    });

    private static List<Trial> All(Study study, Func<Trial, double> loss)
    {
        var trials = new List<Trial>();
        while (study.Next() is { } trial)
        {
            trials.Add(trial);
            study.Tell(trial, loss(trial));
        }

        return trials;
    }
}
