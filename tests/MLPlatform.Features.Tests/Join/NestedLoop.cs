using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Time;
using MLPlatform.Features.Definitions;
using MLPlatform.Features.Join;

namespace MLPlatform.Features.Tests.Join;

/// <summary>The definition of the join, as plainly as it can be written: every fact looked at for every row.</summary>
internal static class NestedLoop
{
    public static (double?[] Values, bool Leaky) Row(Fact[] facts, Ask ask, Shape shape, FeatureView view)
    {
        var at = ask.At * Facts.Second;
        var leak = Facts.LeakOf(shape) == Leak.LatestValue;
        var key = Facts.KeyOf(ask.Key, shape);
        var mine = facts
            .Select((fact, place) => (fact, place, happened: Facts.Happened(fact, shape), known: Facts.Known(fact, shape)))
            .Where(row => !key.Contains(null) && Facts.KeyOf(row.fact.Key, shape).SequenceEqual(key))
            .Where(row => !shape.Dated || row.happened is not null)
            .Select(row => (row.fact, row.place, happened: shape.Dated ? row.happened : row.known, known: shape.Dated && shape.Delayed ? row.known ?? long.MaxValue : (long?)null))
            .Where(row => row.happened is not null || !shape.Dated && !shape.Delayed)
            .ToArray();
        return view.Windows.Count == 0 ? Plain(mine) : Windowed(mine);

        (double?[], bool) Plain((Fact fact, int place, long? happened, long? known)[] rows)
        {
            var oldest = view.Ttl is { } ttl ? at - UnixMicros.From(ttl) : long.MinValue;
            var valid = rows
                .Where(row => row.happened is null || (row.happened <= at && row.happened >= oldest))
                .Where(row => leak || row.known is null || row.known <= at)
                .OrderBy(row => row.happened).ThenBy(row => row.known).ThenBy(row => row.place).ToArray();
            if (valid.Length == 0)
                return ([null], false);
            var value = Facts.Value(valid[^1].fact);
            return ([value is { } number && double.IsNaN(number) ? null : value], leak && valid[^1].known > at);
        }

        (double?[], bool) Windowed((Fact fact, int place, long? happened, long? known)[] rows)
        {
            long Time((Fact, int, long? happened, long? known) row) => leak ? row.happened!.Value : row.known ?? row.happened!.Value;
            var known = rows.Where(row => Time(row) <= at).ToArray();
            var alive = known.Length > 0 && (view.Ttl is not { } ttl || known.Max(Time) >= at - UnixMicros.From(ttl));
            var values = from feature in view.Features
                         from window in view.Windows
                         let inside = known.Where(row => Time(row) > at - UnixMicros.From(window)).ToArray()
                         select alive ? Of(Aggregate.Parse(feature), inside.Select(row => Facts.Value(row.fact)).ToArray()) : null;
            return (values.ToArray(), leak && alive && known.Any(row => Time(row) > at - UnixMicros.From(view.Windows.Max()) && row.known > at));
        }
    }

    private static double? Of(Aggregate aggregate, double?[] values)
    {
        if (aggregate.Kind == AggregateKind.Count)
            return aggregate.Argument is null ? values.Length : values.Count(value => value is not null);
        var present = values.Where(value => value is { } number && double.IsFinite(number)).Select(value => (decimal)value!.Value).ToArray();
        return present.Length == 0 ? null : (double)(aggregate.Kind switch
        {
            AggregateKind.Sum => present.Sum(),
            AggregateKind.Avg => present.Average(),
            AggregateKind.Min => present.Min(),
            _ => present.Max(),
        });
    }
}
