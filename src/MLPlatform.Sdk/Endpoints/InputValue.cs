using System.Globalization;
using MLPlatform.Frames;

namespace MLPlatform.Sdk.Endpoints;

/// <summary>A value as people type it, as a column of one row: <c>true</c>, <c>42</c>, <c>0.5</c>, anything else is text.</summary>
internal static class InputValue
{
    // A number that reads back otherwise, such as 007, is a name made of digits. Endpoints take a whole number where they want any other.
    public static Column Of(string name, string text) =>
        bool.TryParse(text, out var flag) ? new BoolColumn(name, [flag])
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && whole.ToString(CultureInfo.InvariantCulture) == text ? new Column<long>(name, new[] { whole })
        : !text.All(char.IsAsciiDigit) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? new Column<double>(name, new[] { number })
        : TextColumn.Of(name, [text]);
}
