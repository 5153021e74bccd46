using System.Globalization;

namespace MLPlatform.Contracts.Time;

/// <summary>Durations as people write them: <c>90s 15m 2h 7d</c>.</summary>
public static class Durations
{
    /// <returns>False when <paramref name="text"/> is not a positive whole number followed by one of <c>s m h d</c>.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.Length < 2 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount) || amount > 1_000_000)
            return false;
        var unit = text[^1] switch { 's' => 1L, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        duration = TimeSpan.FromSeconds(amount * unit);
        return unit != 0 && amount != 0;
    }

    /// <summary>The shortest exact spelling, the inverse of <see cref="TryParse"/> for whole seconds.</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var (amount, unit) = seconds switch
        {
            _ when seconds % 86_400 == 0 => (seconds / 86_400, "d"),
            _ when seconds % 3_600 == 0 => (seconds / 3_600, "h"),
            _ when seconds % 60 == 0 => (seconds / 60, "m"),
            _ => (seconds, "s"),
        };
        return amount.ToString(CultureInfo.InvariantCulture) + unit;
    }
}
