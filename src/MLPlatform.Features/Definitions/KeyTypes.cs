using MLPlatform.Contracts.Features;

namespace MLPlatform.Features.Definitions;

/// <summary>Which column types a join key may have where.</summary>
public static class KeyTypes
{
    /// <summary>Integers of both widths are one key type, and so are floats.</summary>
    public static bool Fit(ColumnType declared, ColumnType actual) => Widened(declared) == Widened(actual);

    /// <summary>The widest type of the same kind.</summary>
    public static ColumnType Widened(ColumnType type) => type switch
    {
        ColumnType.Int32 => ColumnType.Int64,
        ColumnType.Float32 => ColumnType.Float64,
        _ => type,
    };
}
