using System.Diagnostics;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Features.Definitions;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Join;

/// <summary>Training sets that are correct in time: each row gets the values that were known at its own time.</summary>
public static class PointInTimeJoin
{
    /// <param name="views">Views to join, at least one.</param>
    /// <param name="sources">Definitions the views refer to; others are ignored.</param>
    /// <param name="entities">Definitions the views refer to; others are ignored.</param>
    /// <param name="rows">Entity rows in any order, with the views' key columns and <paramref name="at"/>.</param>
    /// <param name="at">Timestamp column of <paramref name="rows"/>: the time of prediction.</param>
    /// <returns>The rows in their order with the views' columns appended; a column of the same name is replaced.</returns>
    /// <exception cref="PlatformException">A column is missing or of another type, a definition is missing, or a source cannot be read.</exception>
    public static Task<PullResult> PullAsync(
        IReadOnlyList<FeatureView> views, IReadOnlyList<DataSource> sources, IReadOnlyList<Entity> entities, Frame rows, string at, PullOptions? options = null, CancellationToken cancel = default)
    {
        var bound = views.Select(view => new BoundView(view, Find(sources, source => source.Name, view.Source, FeatureErrors.UnknownSource, view), Find(entities, entity => entity.Name, view.Entity, FeatureErrors.UnknownEntity, view))).ToArray();
        return PullAsync(bound, rows, at, options, cancel);
    }

    /// <inheritdoc cref="PullAsync(IReadOnlyList{FeatureView}, IReadOnlyList{DataSource}, IReadOnlyList{Entity}, Frame, string, PullOptions?, CancellationToken)"/>
    /// <param name="plan">Views to join, at least one, each with what it reads.</param>
    public static Task<PullResult> PullAsync(IReadOnlyList<BoundView> plan, Frame rows, string at, PullOptions? options = null, CancellationToken cancel = default)
    {
        var times = EntityRows.Times(rows, at);
        var keys = plan.Select(step => EntityRows.Keys(rows, step.View, step.Entity)).ToArray();
        return Task.Run(() => Pull(plan, rows, times, keys, options ?? new PullOptions(), cancel), cancel);
    }

    private static PullResult Pull(IReadOnlyList<BoundView> plan, Frame rows, Column<long> at, IReadOnlyList<Column>[] keys, PullOptions options, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        var without = new bool[rows.RowCount];
        var leaky = new bool[rows.RowCount];
        var appended = new List<Column>();
        var columns = new List<FeatureColumn>();
        var pulls = new List<ViewPull>();
        using var engine = new SqlEngine(threads);
        for (var i = 0; i < plan.Count; i++)
        {
            var (view, source, entity) = plan[i];
            cancel.ThrowIfCancellationRequested();
            options.Progress?.Report(new PullProgress($"reading {source.Name} for {view.Name}", 2 * i, 2 * plan.Count));
            var reading = Stopwatch.GetTimestamp();
            var read = SourceRows.Load(view, source, entity, engine, cancel);
            var joining = Stopwatch.GetTimestamp();
            options.Progress?.Report(new PullProgress($"joining {view.Name}", 2 * i + 1, 2 * plan.Count));
            var joined = ViewJoin.Run(read, keys[i], at.Memory, at.NullCount > 0 ? at : null, view.Ttl, options.Leak, threads);
            pulls.Add(new ViewPull(
                view.Name, view.Version, read.Frame.RowCount, Merge(without, joined.Found, when: false), Merge(leaky, joined.Leaky, when: true),
                Stopwatch.GetElapsedTime(reading, joining), Stopwatch.GetElapsedTime(joining)));
            appended.AddRange(joined.Columns);
            columns.AddRange(read.Columns);
        }

        options.Progress?.Report(new PullProgress("done", 2 * plan.Count, 2 * plan.Count));
        return new PullResult(rows.With(appended), columns, pulls, leaky.LongCount(flag => flag), without.LongCount(flag => flag), Stopwatch.GetElapsedTime(started));
    }

    private static long Merge(bool[] any, bool[] flags, bool when)
    {
        long count = 0;
        for (var row = 0; row < flags.Length; row++)
        {
            if (flags[row] != when)
                continue;
            any[row] = true;
            count++;
        }

        return count;
    }

    private static T Find<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string name, ErrorCode code, FeatureView view) =>
        all.FirstOrDefault(item => nameOf(item) == name) ?? throw new PlatformException(
            code,
            $"View `{view.Name}` refers to `{name}`, which does not exist.",
            Nearest.To(name, all.Select(nameOf)) is { } nearest ? $"Did you mean `{nearest}`?" : "Apply its definition first.");
}
