namespace MLPlatform.Plots.Tables;

public enum Align
{
    Left,
    Right,
}

/// <param name="Type">Type as shown under the name, such as <c>Float64</c>.</param>
/// <param name="NullShare">0 to 1; null when unknown.</param>
/// <param name="Sparkline">Values in order, drawn small in the header; NaN is a gap.</param>
public sealed record TableColumn(string Name, string? Type = null, double? NullShare = null, Align Align = Align.Left, IReadOnlyList<double>? Sparkline = null);
