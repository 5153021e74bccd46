namespace MLPlatform.Plots.Figures;

/// <summary>Series colours that differ in lightness too, so that they survive colour blindness and print (Okabe and Ito).</summary>
internal static class Palette
{
    public static readonly string[] Colours = ["#1f6fb4", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

    public static string Of(int series) => Colours[series % Colours.Length];
}
