using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Magics.Tree;

/// <summary>Values with a unit, as options take them.</summary>
internal static class Amounts
{
    /// <exception cref="PlatformException"><see cref="CommandErrors.BadValue"/>.</exception>
    public static TimeSpan Duration(string option, string text) => Durations.TryParse(text, out var duration)
        ? duration
        : throw new PlatformException(CommandErrors.BadValue, $"`{option} {text}` is no duration.", "Write 90s, 15m, 2h or 7d.");

    /// <returns>Bytes; a GB has 1024³.</returns>
    /// <exception cref="PlatformException"><see cref="CommandErrors.BadValue"/>.</exception>
    public static long Bytes(string option, string text)
    {
        var shift = text.Length < 3 ? 0 : text[^2..].ToUpperInvariant() switch { "MB" => 20, "GB" => 30, "TB" => 40, _ => 0 };
        return shift > 0 && Positive(text[..^2]) is { } amount && amount < 1_000_000
            ? (long)(amount * (1L << shift))
            : throw new PlatformException(CommandErrors.BadValue, $"`{option} {text}` is no size.", "Write 512MB or 8GB.");
    }

    /// <returns>US dollars.</returns>
    /// <exception cref="PlatformException"><see cref="CommandErrors.BadValue"/>.</exception>
    public static decimal Usd(string option, string text)
    {
        var number = text.EndsWith("USD", StringComparison.OrdinalIgnoreCase) ? text[..^3] : text.TrimStart('$');
        return Positive(number) ?? throw new PlatformException(CommandErrors.BadValue, $"`{option} {text}` is no amount of money.", "Write 5USD.");
    }

    /// <returns>Type and count of <c>L4</c> or <c>L4:2</c>; a plain number is a count of any type.</returns>
    /// <exception cref="PlatformException"><see cref="CommandErrors.BadValue"/>.</exception>
    public static (string? Type, int Count) Gpu(string option, string text)
    {
        var parts = text.Split(':');
        if (parts is [var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var any) && any is > 0 and <= 16)
            return (null, any);
        if (parts is [{ Length: > 0 } only])
            return (only, 1);
        return parts is [{ Length: > 0 } type, var many] && int.TryParse(many, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 16
            ? (type, count)
            : throw new PlatformException(CommandErrors.BadValue, $"`{option} {text}` names no GPU.", "Write L4, or L4:2 for two.");
    }

    private static decimal? Positive(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
