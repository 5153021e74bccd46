using System.Globalization;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Training.Tuning;

/// <summary>One thing to tune and where to look for it.</summary>
public sealed record TuningParameter
{
    private TuningParameter(string name, double low, double high, bool logarithmic, bool whole, IReadOnlyList<string> choices)
    {
        Name = name;
        Low = low;
        High = high;
        IsLogarithmic = logarithmic;
        IsWhole = whole;
        Choices = choices;
    }

    public string Name { get; }

    public double Low { get; }

    public double High { get; }

    /// <summary>Looked for evenly over orders of magnitude.</summary>
    public bool IsLogarithmic { get; }

    public bool IsWhole { get; }

    /// <summary>Empty for a number.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <exception cref="PlatformException"><see cref="TrainingErrors.BadOption"/>: an empty range, or a logarithmic one from 0.</exception>
    public static TuningParameter Real(string name, double low, double high, bool logarithmic = false) => Number(name, low, high, logarithmic, whole: false);

    /// <param name="high">Inclusive.</param>
    /// <exception cref="PlatformException"><see cref="TrainingErrors.BadOption"/>.</exception>
    public static TuningParameter Whole(string name, int low, int high, bool logarithmic = false) => Number(name, low, high, logarithmic, whole: true);

    /// <exception cref="PlatformException"><see cref="TrainingErrors.BadOption"/>: nothing to choose from.</exception>
    public static TuningParameter OneOf(string name, params IReadOnlyList<string> choices) => choices.Count > 0
        ? new TuningParameter(name, 0, choices.Count - 1, false, true, choices)
        : throw new PlatformException(TrainingErrors.BadOption, $"`{name}` has nothing to choose from.", "Name at least one choice.");

    /// <param name="unit">From 0 to below 1.</param>
    /// <returns>A value in the range; the index of a choice.</returns>
    internal double At(double unit)
    {
        if (Choices.Count > 0)
            return Math.Min(Choices.Count - 1, Math.Floor(unit * Choices.Count));
        // Every whole number gets an equal part, the ends too.
        var (low, high) = IsWhole ? (Low - 0.5, High + 0.5) : (Low, High);
        var value = IsLogarithmic ? Math.Exp(Math.Log(Math.Max(low, 1e-300)) + unit * (Math.Log(high) - Math.Log(Math.Max(low, 1e-300)))) : low + unit * (high - low);
        return IsWhole ? Math.Clamp(Math.Round(value), Low, High) : Math.Clamp(value, Low, High);
    }

    /// <summary>The inverse of <see cref="At"/>; the middle of a whole number's part.</summary>
    internal double UnitOf(double value)
    {
        if (Choices.Count > 0)
            return (value + 0.5) / Choices.Count;
        var (low, high) = IsWhole ? (Low - 0.5, High + 0.5) : (Low, High);
        if (high <= low)
            return 0.5;
        return Math.Clamp(IsLogarithmic ? (Math.Log(value) - Math.Log(low)) / (Math.Log(high) - Math.Log(low)) : (value - low) / (high - low), 0, 1);
    }

    internal string Text(double value) => Choices.Count > 0 ? Choices[(int)value] : value.ToString(CultureInfo.InvariantCulture);

    private static TuningParameter Number(string name, double low, double high, bool logarithmic, bool whole)
    {
        if (!(low < high) || !double.IsFinite(low) || !double.IsFinite(high) || (logarithmic && low <= 0))
            throw new PlatformException(
                TrainingErrors.BadOption,
                $"`{name}` from `{low.ToString(CultureInfo.InvariantCulture)}` to `{high.ToString(CultureInfo.InvariantCulture)}` is no range{(logarithmic ? " for orders of magnitude" : "")}.",
                logarithmic ? "Both ends are above 0, the first below the second." : "The first end is below the second.");
        return new TuningParameter(name, low, high, logarithmic, whole, []);
    }
}
