using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Definitions;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Join;

/// <summary>What a pull would do and cost, without doing it.</summary>
/// <param name="Rows">Rows that ask.</param>
/// <param name="Memory">Bytes at the highest, estimated: the answer so far and the largest view being joined; the caller's rows not counted.</param>
public sealed record PullExplanation(IReadOnlyList<ViewPlan> Views, long Rows, long Memory)
{
    // Text has no width of its own; keys and categories are mostly this short.
    private const int TextBytes = 20;

    /// <param name="plan">Views to join, at least one, each with what it reads.</param>
    /// <param name="threads">0 for one per core.</param>
    /// <exception cref="PlatformException">A column is missing or of another type, or a source cannot be read.</exception>
    public static Task<PullExplanation> OfAsync(IReadOnlyList<BoundView> plan, Frame rows, string at, int threads = 0, CancellationToken cancel = default)
    {
        EntityRows.Times(rows, at);
        foreach (var bound in plan)
            EntityRows.Keys(rows, bound.View, bound.Entity);
        return Task.Run(() => Of(plan, rows.RowCount, threads > 0 ? threads : Environment.ProcessorCount, cancel), cancel);
    }

    private static PullExplanation Of(IReadOnlyList<BoundView> plan, long asked, int threads, CancellationToken cancel)
    {
        using var engine = new SqlEngine(threads);
        var views = plan.Select(bound => Of(bound, asked, threads, engine, cancel)).ToArray();
        long answer = 0, most = 0;
        foreach (var view in views)
        {
            most = Math.Max(most, answer + view.Memory);
            answer += asked * sizeof(long) * view.Columns;
        }

        return new PullExplanation(views, asked, Math.Max(most, answer));
    }

    private static ViewPlan Of(BoundView bound, long asked, int threads, SqlEngine engine, CancellationToken cancel)
    {
        var (view, source, entity) = bound;
        var shape = SourceRows.Load(view, source, entity, engine, cancel, rows: 0);
        var facts = EstimatedRows.Of(engine, SourceSql.Of(view, source, entity), cancel);
        var width = shape.Frame.Sum(column => column.Type == ColumnType.Text ? TextBytes + sizeof(int) : sizeof(long));
        var columns = shape.Columns.Count;
        var way = view.Windows.Count > 0 ? "facts brought together by key, windows from running sums"
            : view.EventTime is null && view.KnownAt is null ? "facts that always hold, one walk"
            : facts is null || facts >= asked ? "one pass over the facts"
            : "search among each key's facts";
        // Facts with their ids, and twice over where they are brought together; for each row that asks its place, time, newest fact of each thread and the answer.
        var held = (facts ?? 0) * (width + sizeof(int)) * (view.Windows.Count > 0 ? 2 : 1) + asked * (24L + 16 * threads + sizeof(long) * columns);
        return new ViewPlan(view.Name, view.Version, $"{source.Name}@{Math.Max(1, source.Version)}", facts, way, columns, held);
    }
}

/// <param name="EstimatedRows">Rows of the source by DuckDB's estimate; null when it has none.</param>
/// <param name="Way">How the view is joined.</param>
/// <param name="Columns">Columns it appends.</param>
/// <param name="Memory">Bytes while it is joined, estimated.</param>
public sealed record ViewPlan(string View, int Version, string Source, long? EstimatedRows, string Way, int Columns, long Memory);
