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
            return merged with { Texts = Texts.Merge(other.Texts!) };
        var builder = new DistributionBuilder();
        builder.Add(Numbers!);
        builder.Add(other.Numbers!);
        merged = merged with { Numbers = builder.Build() };
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

    private static ColumnSketch OfText(TextColumn column)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var categories = Categories.Of(counts);
        for (var row = 0; row < column.Length; row++)
        {
            if (column.GetText(row) is not { } text)
                continue;
            counts[text] = counts.GetValueOrDefault(text) + 1;
            // Folded in now and then, so that a column of a billion different texts needs no more memory than this.
            if (counts.Count > 50 * Categories.Most)
            {
                categories = categories.Merge(new Categories { Counts = counts });
                counts.Clear();
            }
        }

        return new ColumnSketch { Name = column.Name, Type = column.Type, Rows = column.Length, Nulls = column.NullCount, Texts = categories.Merge(new Categories { Counts = counts }) };
    }

    private static ColumnSketch OfNumbers(Column column, Grid? grid)
    {
        var values = column.ToDoubles();
        var builder = new DistributionBuilder(grid ?? GridFor(values));
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
        }

        var sketch = new ColumnSketch { Name = column.Name, Type = column.Type, Rows = column.Length, Nulls = column.NullCount, NotFinite = column.Length - column.NullCount - finite, Numbers = builder.Build() };
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
