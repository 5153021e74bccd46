using MLPlatform.Inference.XGBoost;

namespace MLPlatform.Training.Boosting;

/// <summary>Grows trees round by round, measures them and decides when to stop.</summary>
internal sealed class RoundByRound(Booster booster, TrainingMatrix train, TrainingMatrix? valid, TreeOptions options, TreeObjective objective, ITrainingObserver? on, TreeCheckpoint? keeper = null, TreeState? state = null)
{
    // Metrics on the training rows sort all of them, which costs as much as growing a tree: a curve needs no more points than this.
    private const int TrainingPoints = 50;

    private readonly List<TrainingRound> _rounds = [.. state?.Rounds ?? []];

    public IReadOnlyList<TrainingRound> Rounds => _rounds;

    /// <summary>What has been grown so far; another object than was given where training was opened anew from a kept state.</summary>
    public Booster Booster { get; private set; } = booster;

    /// <summary>Opens a kept state as a resumed training would.</summary>
    public required Func<byte[], Booster> Open { get; init; }

    public static string Loss(TreeObjective objective) => objective == TreeObjective.BinaryLogistic ? "logloss" : "rmse";

    /// <returns>How many rounds to keep.</returns>
    public int Run(CancellationToken cancel)
    {
        var (best, bestLoss) = state is null ? (options.Rounds, double.PositiveInfinity) : (state.Best, state.BestLoss);
        for (var round = (state?.Round ?? 0) + 1; round <= options.Rounds; round++)
        {
            // A state kept in the very round that ended training.
            if (options.StopAfter > 0 && round - 1 - best >= options.StopAfter)
                return best;
            cancel.ThrowIfCancellationRequested();
            Booster.Update(round - 1, train);
            var metrics = Measure(round);
            if (valid is not null && options.StopAfter > 0)
            {
                var loss = metrics[$"valid_{Loss(objective)}"];
                if (loss < bestLoss)
                    (best, bestLoss) = (round, loss);
                if (round - best >= options.StopAfter)
                    return best;
            }

            if (keeper is not null && round % options.CheckpointEvery == 0)
                Keep(round, best, bestLoss);
        }

        return Math.Min(best, options.Rounds);
    }

    // XGBoost draws the rows and columns of a round from a state that no model holds. Opened anew where it could be resumed, training that is never broken off grows
    // the very trees of one that is.
    private void Keep(int round, int best, double bestLoss)
    {
        var state = keeper!.Save(round, best, bestLoss, _rounds, Booster);
        if ((options.ColumnSample >= 1 && options.Subsample >= 1) || round == options.Rounds)
            return;
        var opened = Open(state);
        Booster.Dispose();
        Booster = opened;
    }

    private Dictionary<string, double> Measure(int round)
    {
        var sets = new List<(string, TrainingMatrix)>();
        if (valid is not null && (on is not null || options.StopAfter > 0))
            sets.Add(("valid", valid));
        if (on is not null && (round == options.Rounds || round % Math.Max(1, options.Rounds / TrainingPoints) == 0))
            sets.Add(("train", train));
        var metrics = new Dictionary<string, double>();
        if (sets.Count > 0)
            foreach (var (name, value) in Booster.Evaluate(round - 1, sets))
                metrics[name.Replace('-', '_')] = value;
        if (metrics.Count > 0)
            _rounds.Add(new TrainingRound(round, metrics));
        on?.OnRound(round, options.Rounds, metrics);
        return metrics;
    }
}
