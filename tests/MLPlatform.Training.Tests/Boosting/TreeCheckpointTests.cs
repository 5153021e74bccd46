using MLPlatform.Frames;
using MLPlatform.Training.Boosting;
using MLPlatform.Training.Checkpointing;

namespace MLPlatform.Training.Tests.Boosting;

public sealed class TreeCheckpointTests : IDisposable
{
    private static readonly string[] Inputs = ["distance", "hour", "weekend", "noise"];
    private static readonly TreeOptions Options = new() { Rounds = 40, Depth = 4, Subsample = 0.7, ColumnSample = 0.7, Threads = 2, CheckpointEvery = 7 };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlplatform-test-");
    private readonly Frame _train = SyntheticRows.Make(2000, 1), _valid = SyntheticRows.Make(800, 2);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(3, 0.7)]
    [InlineData(16, 0.7)]
    [InlineData(39, 0.7)]
    [InlineData(16, 1)]
    public void Fit_that_was_stopped_goes_on_to_the_very_same_trees(int stoppedAt, double share)
    {
        var options = Options with { ColumnSample = share, Subsample = share };
        using var whole = Fit(new Attempt(Kept("whole")), options);
        Assert.Throws<OperationCanceledException>(() => Fit(new Attempt(Kept()) { StopAt = stoppedAt }, options));

        var second = new Attempt(Kept());
        using var resumed = Fit(second, options);
        using var unkept = Trees.Fit(_train, "late", options, _valid, Inputs);

        if (share == 1)
            Assert.Equal(unkept.Predict(_valid), resumed.Predict(_valid));

        Assert.Equal(stoppedAt / 7 * 7 + 1, second.Rounds[0]);
        Assert.Equal(whole.Predict(_valid), resumed.Predict(_valid));
        Assert.Equal(40, resumed.History.Select(round => round.Round).Distinct().Count());
    }

    [Fact]
    public void Fit_with_early_stopping_stops_at_the_same_round_after_a_break()
    {
        var options = Options with { Rounds = 400, LearningRate = 0.5, StopAfter = 10 };
        using var whole = Trees.Fit(_train, "late", options, _valid, Inputs, new Attempt(Kept("whole")));
        var broken = new Attempt(Kept()) { StopAt = 9 };
        Assert.Throws<OperationCanceledException>(() => Trees.Fit(_train, "late", options, _valid, Inputs, broken, broken.Stop.Token));

        using var resumed = Trees.Fit(_train, "late", options, _valid, Inputs, new Attempt(Kept()));

        Assert.Equal((whole.BestRound, whole.Predict(_valid)[0]), (resumed.BestRound, resumed.Predict(_valid)[0]));
    }

    [Fact]
    public void Fit_of_other_data_or_options_starts_from_the_beginning()
    {
        using var first = Fit(new Attempt(Kept()), Options);
        foreach (var (train, options) in new[] { (SyntheticRows.Make(2000, 3), Options), (_train, Options with { Seed = 2 }) })
        {
            var attempt = new Attempt(Kept());
            using var other = Trees.Fit(train, "late", options, _valid, Inputs, attempt);
            Assert.Equal(1, attempt.Rounds[0]);
        }
    }

    [Fact]
    public void Save_over_a_state_leaves_the_old_one_where_the_new_one_cannot_be_written()
    {
        var kept = Kept();
        kept.Save("state", "old"u8);
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "broken", "state.unfinished"));

        Assert.Throws<Contracts.Errors.PlatformException>(() => kept.Save("state", "new"u8));

        Assert.Equal("old"u8.ToArray(), kept.Load("state"));
        Assert.Null(kept.Load("none"));
        Assert.Throws<Contracts.Errors.PlatformException>(() => kept.Load("../state"));
    }

    private Checkpoints Kept(string name = "broken") => new(Path.Combine(_folder.FullName, name));

    private TrainedTrees Fit(Attempt attempt, TreeOptions options) => Trees.Fit(_train, "late", options, _valid, Inputs, attempt, attempt.Stop.Token);

    private sealed class Attempt(Checkpoints checkpoints) : ITrainingObserver
    {
        public CancellationTokenSource Stop { get; } = new();

        public int StopAt { get; init; }

        public List<int> Rounds { get; } = [];

        public Checkpoints Checkpoints => checkpoints;

        public void OnRound(int round, int rounds, IReadOnlyDictionary<string, double> metrics)
        {
            Rounds.Add(round);
            if (round == StopAt)
                Stop.Cancel();
        }
    }
}
