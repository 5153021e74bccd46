using System.CommandLine;
using System.Globalization;

namespace MLPlatform.Magics.Tree;

/// <summary>An option that takes a time: ISO 8601, UTC where it names no zone.</summary>
internal static class TimeOption
{
    public static Option<DateTimeOffset?> Of(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = given =>
        {
            if (DateTimeOffset.TryParse(given.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                return time;
            given.AddError($"`{name} {given.Tokens[0].Value}` is no time; write 2001-06-30T18:00:00Z.");
            return null;
        },
    };
}
