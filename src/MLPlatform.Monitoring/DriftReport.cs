using MLPlatform.Frames;

namespace MLPlatform.Monitoring;

/// <param name="NotCompared">Column → why not.</param>
/// <param name="DriftedShare">Drifted columns ÷ compared columns.</param>
/// <param name="Drifted">The share is at least <see cref="Drift.DatasetShare"/>.</param>
public sealed record DriftReport(
    long RowsThen,
    long RowsNow,
    IReadOnlyList<ColumnDrift> Columns,
    IReadOnlyDictionary<string, string> NotCompared,
    double DriftedShare,
    bool Drifted)
{
    public int Schema { get; init; } = 1;

    /// <summary>A row per compared column: column, test, score, threshold, drifted, psi, effect_size, mean_then, mean_now, nulls_then, nulls_now.</summary>
    public Frame ToFrame() => new(
        TextColumn.Of("column", [.. Columns.Select(column => column.Column)]),
        TextColumn.Of("test", [.. Columns.Select(column => column.Test.ToString())]),
        Doubles("score", column => column.Score),
        Doubles("threshold", column => column.Threshold),
        new BoolColumn("drifted", Columns.Select(column => column.Drifted).ToArray()),
        Doubles("psi", column => column.Psi),
        Doubles("effect_size", column => column.EffectSize),
        Doubles("mean_then", column => column.MeanThen),
        Doubles("mean_now", column => column.MeanNow),
        Doubles("nulls_then", column => column.NullShareThen),
        Doubles("nulls_now", column => column.NullShareNow));

    private Column<double> Doubles(string name, Func<ColumnDrift, double?> value)
    {
        var validity = new byte[Bitmap.ByteCount(Columns.Count)];
        for (var i = 0; i < Columns.Count; i++)
            Bitmap.Set(validity, i, value(Columns[i]) is not null);
        return new Column<double>(name, Columns.Select(column => value(column) ?? 0).ToArray(), validity);
    }
}
