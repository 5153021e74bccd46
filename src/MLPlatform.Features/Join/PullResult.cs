using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <param name="Frame">The caller's rows in their order, with the columns of every view appended.</param>
/// <param name="Columns">The appended columns.</param>
/// <param name="LeakyRows">Rows with at least one value from facts that became known after their time; 0 unless asked to leak.</param>
/// <param name="RowsWithoutHistory">Rows for which some view knew nothing; its values are null there.</param>
public sealed record PullResult(
    Frame Frame,
    IReadOnlyList<FeatureColumn> Columns,
    IReadOnlyList<ViewPull> Views,
    long LeakyRows,
    long RowsWithoutHistory,
    TimeSpan Elapsed);

/// <summary>What one view gave.</summary>
/// <param name="SourceRows">Rows read from the source.</param>
/// <param name="RowsWithoutHistory">Rows of the caller for which the view knew nothing, or nothing young enough.</param>
/// <param name="Reading">Time to run the source's SQL.</param>
/// <param name="Joining">Time to join.</param>
public sealed record ViewPull(string View, int Version, long SourceRows, long RowsWithoutHistory, long LeakyRows, TimeSpan Reading, TimeSpan Joining);
