using MLPlatform.Frames;
using MLPlatform.Training.Checkpointing;

namespace MLPlatform.Training.Boosting;

/// <summary>Told of every finished round while training runs, on the training thread.</summary>
public interface ITrainingObserver
{
    /// <summary>Where the trainer keeps its state, so that another attempt goes on from it; null to keep none.</summary>
    Checkpoints? Checkpoints => null;

    /// <summary>Called once, before the first round.</summary>
    /// <param name="train">The rows the model learns from.</param>
    void OnData(Frame train)
    {
    }

    /// <param name="round">1 for the first.</param>
    /// <param name="rounds">The most there will be.</param>
    /// <param name="metrics"><c>valid_auc valid_logloss</c> (or <c>valid_rmse valid_mae</c>) each round when there is a validation frame; <c>train_…</c> about fifty times in all and after the last round.</param>
    void OnRound(int round, int rounds, IReadOnlyDictionary<string, double> metrics);
}
