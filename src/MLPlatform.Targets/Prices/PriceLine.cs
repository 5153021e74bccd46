using System.Globalization;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Targets.Prices;

/// <param name="Item"><c>hour</c>, <c>cpu</c>, <c>gb</c>, <c>gpu</c> or <c>gpu:TYPE</c>.</param>
/// <param name="AsOf">The day the price was looked up.</param>
internal sealed record PriceLine(string Target, string Item, decimal UsdPerHour, DateOnly AsOf)
{
    private const string Header = "target,item,usd_per_hour,as_of";

    /// <param name="file">For messages.</param>
    /// <exception cref="PlatformException"><see cref="JobErrors.PricesUnreadable"/> with file and line.</exception>
    public static IReadOnlyList<PriceLine> Parse(string text, string file)
    {
        var prices = new List<PriceLine>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#' || line == Header)
                continue;
            prices.Add(Read(line) ?? throw new PlatformException(
                JobErrors.PricesUnreadable,
                $"`{file}` line {number.ToString(CultureInfo.InvariantCulture)} is `{line}`.",
                $"Write {Header}, such as container,gpu:L4,0.71,2026-11-20; items are hour, cpu, gb, gpu and gpu:TYPE."));
        }

        return prices;
    }

    private static PriceLine? Read(string line)
    {
        var cells = line.Split(',', StringSplitOptions.TrimEntries);
        return cells is [{ Length: > 0 } target, var item, var price, var day]
            && (item is "hour" or "cpu" or "gb" or "gpu" || item.StartsWith("gpu:", StringComparison.Ordinal))
            && decimal.TryParse(price, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd)
            && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf)
            ? new PriceLine(target, item, usd, asOf)
            : null;
    }
}
