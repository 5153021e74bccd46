using System.Globalization;

namespace MLPlatform.Plots.Reports;

/// <summary>Numbers as reports spell them.</summary>
public static class Spelled
{
    /// <summary><c>0.4 ms</c>, <c>1.2 s</c>, <c>3 m 20 s</c>, <c>2 h 5 m</c>.</summary>
    public static string Time(TimeSpan span) => span.TotalSeconds switch
    {
        < 0.1 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.0} ms"),
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        < 7_200 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} m {span.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} m"),
    };

    /// <summary><c>1 row</c>, <c>400,000 rows</c>.</summary>
    public static string Count(long count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");

    /// <summary><c>512 MB</c>, in powers of 1024.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
        < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.#} GB"),
    };

    /// <summary>At most five significant decimals, no trailing zeros.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString(Math.Abs(value) >= 1_000 ? "N0" : "0.#####", CultureInfo.InvariantCulture);

    /// <summary>The first characters of a content hash, enough to tell two apart by eye.</summary>
    public static string Hash(string hash) => hash.Length > 19 ? hash[..19] + "…" : hash;

    public static string Day(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";
}
