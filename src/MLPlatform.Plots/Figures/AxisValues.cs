namespace MLPlatform.Plots.Figures;

/// <summary>Positions along an axis: numbers, times or names. Exactly one of <see cref="Numbers"/> and <see cref="Labels"/> is set.</summary>
public sealed record AxisValues
{
    /// <summary>Numbers, or microseconds since 1970 UTC when <see cref="IsTime"/>; NaN is a gap.</summary>
    public IReadOnlyList<double>? Numbers { get; private init; }

    public IReadOnlyList<string>? Labels { get; private init; }

    public bool IsTime { get; private init; }

    public int Count => Numbers?.Count ?? Labels?.Count ?? 0;

    public static AxisValues Of(IReadOnlyList<double> numbers) => new() { Numbers = numbers };

    public static AxisValues Of(IReadOnlyList<string> labels) => new() { Labels = labels };

    /// <param name="micros">Microseconds since 1970 UTC.</param>
    public static AxisValues Times(IReadOnlyList<long> micros) => new() { Numbers = [.. micros.Select(value => (double)value)], IsTime = true };

    /// <summary>0, 1, 2, …</summary>
    public static AxisValues Index(int count) => new() { Numbers = [.. Enumerable.Range(0, count).Select(i => (double)i)] };

    public static implicit operator AxisValues(double[] numbers) => Of(numbers);

    public static implicit operator AxisValues(string[] labels) => Of(labels);

    public static AxisValues FromDoubleArray(double[] numbers) => Of(numbers);

    public static AxisValues FromStringArray(string[] labels) => Of(labels);
}
