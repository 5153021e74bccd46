using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Inference.XGBoost;
using MLPlatform.Training.Checkpointing;

namespace MLPlatform.Training.Boosting;

/// <summary>Training as it stood after a round: what is needed to grow the rest of the same trees.</summary>
/// <param name="Best">Round of the lowest validation loss so far.</param>
internal sealed record TreeState(int Schema, int Round, int Best, double BestLoss, IReadOnlyList<TrainingRound> Rounds)
{
    [JsonIgnore]
    public byte[] Booster { get; init; } = [];
}

/// <summary>Keeps the state of one training: its name is a hash of the data, the columns and the options, so no other training ever goes on from it.</summary>
/// <remarks>Format: one line of JSON, then XGBoost's own UBJSON.</remarks>
internal sealed class TreeCheckpoint
{
    private const int Schema = 1;

    private readonly Checkpoints _checkpoints;
    private readonly string _name;

    private TreeCheckpoint(Checkpoints checkpoints, string name)
    {
        _checkpoints = checkpoints;
        _name = name;
    }

    public static TreeCheckpoint? For(Checkpoints? checkpoints, TreeOptions options, TrainingColumns columns, TreeObjective objective, Frame train, Frame? validate)
    {
        if (checkpoints is null || options.CheckpointEvery == 0)
            return null;
        // The number of threads changes no tree, and how often states are kept none either.
        var asked = options with { Threads = 0, CheckpointEvery = 0, Objective = objective };
        var text = $"{asked}\n{columns.Label}\n{string.Join('\t', columns.Features)}\n{train.ContentHash()}\n{validate?.ContentHash()}";
        return new TreeCheckpoint(checkpoints, $"trees-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8))}");
    }

    /// <returns>The trees so far, as XGBoost keeps them.</returns>
    public byte[] Save(int round, int best, double bestLoss, IReadOnlyList<TrainingRound> rounds, Booster booster)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new TreeState(Schema, round, best, bestLoss, rounds), TreeStateJson.Default.TreeState);
        var trees = booster.Save("ubj");
        _checkpoints.Save(_name, [.. header, (byte)'\n', .. trees]);
        return trees;
    }

    /// <returns>Null when there is none.</returns>
    /// <exception cref="PlatformException">A state of a newer version.</exception>
    public TreeState? Load()
    {
        if (_checkpoints.Load(_name) is not { } content)
            return null;
        var end = Array.IndexOf(content, (byte)'\n');
        var state = end < 0 ? null : JsonSerializer.Deserialize(content.AsSpan(0, end), TreeStateJson.Default.TreeState);
        if (state?.Schema != Schema)
            throw new PlatformException(TrainingErrors.EngineRefused, $"The checkpoint `{_name}` has schema {state?.Schema}; this version reads {Schema}.", "Start without it.");
        return state with { Booster = content[(end + 1)..] };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TreeState))]
internal sealed partial class TreeStateJson : JsonSerializerContext;
