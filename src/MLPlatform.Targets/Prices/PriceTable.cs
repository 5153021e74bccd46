using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;

namespace MLPlatform.Targets.Prices;

/// <summary>What an hour somewhere costs, and when that was looked up.</summary>
public sealed record Price(decimal UsdPerHour, DateOnly AsOf)
{
    public decimal Of(TimeSpan duration) => UsdPerHour * (decimal)duration.TotalHours;

    /// <summary>How long an amount lasts; null where an hour costs nothing.</summary>
    public TimeSpan? Lasts(decimal usd) => UsdPerHour == 0 ? null : TimeSpan.FromHours(Math.Clamp((double)(usd / UsdPerHour), 0, TimeSpan.FromDays(3650).TotalHours));
}

/// <summary>Dated prices: those that come with the product, and before them the lines of the user's own <c>prices.csv</c>.</summary>
public sealed class PriceTable
{
    public const string FileName = "prices.csv";

    private readonly Dictionary<(string Target, string Item), PriceLine> _lines = [];

    private PriceTable(IEnumerable<PriceLine> shipped, IEnumerable<PriceLine> own)
    {
        foreach (var line in shipped.Concat(own))
            _lines[(line.Target, line.Item)] = line;
    }

    /// <param name="homeFolder">The platform home; its table is read anew, so that an edit counts from the next job on.</param>
    /// <exception cref="PlatformException"><see cref="JobErrors.PricesUnreadable"/>.</exception>
    public static PriceTable Load(string homeFolder)
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream("MLPlatform.Targets.Prices." + FileName)!;
        using var reader = new StreamReader(stream);
        var own = Path.Combine(homeFolder, FileName);
        return new PriceTable(PriceLine.Parse(reader.ReadToEnd(), FileName), File.Exists(own) ? PriceLine.Parse(File.ReadAllText(own), own) : []);
    }

    /// <returns>The sum over all that is asked for, dated by its oldest line; null when the target, or a GPU that is asked for, has no price.</returns>
    public Price? Of(string target, Resources resources)
    {
        if (Line(target, "hour") is not { } hour)
            return null;
        var lines = new List<(PriceLine Line, decimal Amount)> { (hour, 1) };
        if (Line(target, "cpu") is { } cpu)
            lines.Add((cpu, (decimal)resources.CpuCores));
        if (Line(target, "gb") is { } gb)
            lines.Add((gb, resources.MemoryBytes / (decimal)(1L << 30)));
        if (resources.Gpus > 0)
        {
            if ((Line(target, "gpu:" + resources.GpuType) ?? Line(target, "gpu")) is not { } gpu)
                return null;
            lines.Add((gpu, resources.Gpus));
        }

        return new Price(lines.Sum(part => part.Line.UsdPerHour * part.Amount), lines.Min(part => part.Line.AsOf));
    }

    private PriceLine? Line(string target, string item) => _lines.GetValueOrDefault((target, item));
}
