using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

namespace MLPlatform.Monitoring.Sketches;

/// <summary>What a column looked like, in a few kilobytes however many rows it had. Sketches of parts merge into the sketch of the whole.</summary>
public sealed record ColumnSketch
{
    public required string Name { get; init; }

    public required ColumnType Type { get; init; }

    public required long Rows { get; init; }

    public required long Nulls { get; init; }

    /// <summary>NaN and the infinities: neither nulls nor part of what follows.</summary>
    public long NotFinite { get; init; }

    /// <summary>Of the finite numbers (bools are 0 and 1, timestamps microseconds); null for text and when there are none.</summary>
    public double? Mean { get; init; }

    /// <summary>Sum of squared distances from the mean.</summary>
    public double? SquaredDistances { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }

    /// <summary>Null for text.</summary>
    public Distribution? Numbers { get; init; }

    /// <summary>Null for all but text.</summary>
    public Categories? Texts { get; init; }

    /// <summary>Null while the distinct values are known exactly.</summary>
    public DistinctCount? Distinct { get; init; }

    /// <summary>How many different values there were: exact or to within a few percent; null for a profile of a version that did not count them.</summary>
    public long? DistinctValues() => Numbers is { Exact: true } numbers ? numbers.At.Count : Texts is { Others: 0 } texts ? texts.Counts.Count : Distinct?.Estimate();

    /// <summary>Finite numbers, or texts.</summary>
    public long Values() => Rows - Nulls - NotFinite;

    /// <summary>Population standard deviation, as NumPy's default.</summary>
    public double? Deviation() => SquaredDistances is { } squares ? Math.Sqrt(squares / Values()) : null;

    /// <param name="like">A sketch whose buckets to use, so that both compare and merge without loss.</param>
    public static ColumnSketch Of(Column column, ColumnSketch? like = null) =>
        column is TextColumn text ? OfText(text) : OfNumbers(column, like?.Numbers?.Grid);

    /// <exception cref="PlatformException">One is text, the other numbers.</exception>
    public ColumnSketch Merge(ColumnSketch other)
    {
        if (Numbers is null != other.Numbers is null)
            throw new PlatformException(DataErrors.WrongType, $"Column `{Name}` is {Type} in one profile and {other.Type} in the other.", "Make the profile again.");
        var merged = this with { Rows = Rows + other.Rows, Nulls = Nulls + other.Nulls, NotFinite = NotFinite + other.NotFinite };
        if (Texts is not null)
        {
            var texts = Texts.Merge(other.Texts!);
            return merged with { Texts = texts, Distinct = texts.Others == 0 ? null : Union(other) };
        }

        var builder = new DistributionBuilder();
        builder.Add(Numbers!);
        builder.Add(other.Numbers!);
        var numbers = builder.Build();
        merged = merged with { Numbers = numbers, Distinct = numbers.Exact ? null : Union(other) };
        if (other.Values() == 0)
            return merged;
        if (Values() == 0)
            return merged with { Mean = other.Mean, SquaredDistances = other.SquaredDistances, Min = other.Min, Max = other.Max };
        // Chan, Golub and LeVeque 1979.
        double here = Values(), there = other.Values(), apart = other.Mean!.Value - Mean!.Value;
        return merged with
        {
            Mean = Mean + (apart * there / (here + there)),
            SquaredDistances = SquaredDistances + other.SquaredDistances + (apart * apart * here * there / (here + there)),
            Min = Math.Min(Min!.Value, other.Min!.Value),
            Max = Math.Max(Max!.Value, other.Max!.Value),
        };
    }

    // Null when a part was never counted: half a count would pass for a whole one.
    private DistinctCount? Union(ColumnSketch other)
    {
        var union = new DistinctCount();
        return AddTo(union) && other.AddTo(union) ? union : null;
    }

    private bool AddTo(DistinctCount union)
    {
        if (Distinct is not null)
            union.Add(Distinct);
        else if (Numbers is { Exact: true } numbers)
            foreach (var value in numbers.At)
                union.Add(value);
        else if (Texts is { Others: 0 } texts)
            foreach (var text in texts.Counts.Keys)
                union.Add(text);
        else
            return Values() == 0;
        return true;
    }

    private static ColumnSketch OfText(TextColumn column)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var categories = Categories.Of(counts);
        var distinct = new DistinctCount();
        for (var row = 0; row < column.Length; row++)
        {
            if (column.GetText(row) is not { } whole)
                continue;
            var text = Categories.Shortened(whole);
            distinct.Add(text);
            counts[text] = counts.GetValueOrDefault(text) + 1;
            // Folded in now and then, so that a column of a billion different texts needs no more memory than this.
            if (counts.Count > 50 * Categories.Most)
            {
                categories = categories.Merge(new Categories { Counts = counts });
                counts.Clear();
            }
        }

        var texts = categories.Merge(new Categories { Counts = counts });
        return new ColumnSketch { Name = column.Name, Type = column.Type, Rows = column.Length, Nulls = column.NullCount, Texts = texts, Distinct = texts.Others == 0 ? null : distinct };
    }

    private static ColumnSketch OfNumbers(Column column, Grid? grid)
    {
        var values = column.ToDoubles();
        var builder = new DistributionBuilder(grid ?? GridFor(values));
        var distinct = new DistinctCount();
        long finite = 0;
        double mean = 0, squares = 0, min = double.PositiveInfinity, max = double.NegativeInfinity;
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                continue;
            // Welford 1962: stays exact where the sum of squares would drown the differences.
            var before = value - mean;
            mean += before / ++finite;
            squares += before * (value - mean);
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            builder.Add(value);
            distinct.Add(value);
        }

        var numbers = builder.Build();
        var sketch = new ColumnSketch { Name = column.Name, Type = column.Type, Rows = column.Length, Nulls = column.NullCount, NotFinite = column.Length - column.NullCount - finite, Numbers = numbers, Distinct = numbers.Exact ? null : distinct };
        return finite == 0 ? sketch : sketch with { Mean = mean, SquaredDistances = squares, Min = min, Max = max };
    }

    /// <summary>From values spread over the whole column: the first ones of a column in order would say little about the rest.</summary>
    private static Grid? GridFor(double[] values)
    {
        var step = Math.Max(1, values.Length / Distribution.MostExact);
        var sample = Enumerable.Range(0, values.Length / step).Select(i => values[i * step]).Where(double.IsFinite).Order().ToArray();
        return sample.Length == 0 ? null : Grid.About(sample);
    }
}
