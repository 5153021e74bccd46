using System.Globalization;

namespace MLPlatform.ControlPlane.Tracking.Runs;

/// <summary>Names for runs that were given none: <c>adjective-noun-123</c>, at most 20 characters.</summary>
internal static class RunNames
{
    // Words that MLflow's own names also begin with, and short enough for the 20 characters.
    private static readonly string[] Adjectives =
    [
        "able", "amazing", "awesome", "big", "bold", "bright", "calm", "capable", "caring", "charming", "chill", "clean", "dapper", "fearless", "fun", "funny",
        "gentle", "gifted", "kindly", "learned", "likeable", "luminous", "lyrical", "melodic", "nimble", "orderly", "peaceful", "placid", "polite", "popular",
        "powerful", "rare", "serious", "silent", "sincere", "skillful", "smiling", "stately", "stylish", "unique", "upbeat", "useful", "valuable", "wise", "zealous",
    ];

    private static readonly string[] Nouns =
    [
        "badger", "beetle", "bison", "crane", "crow", "deer", "dove", "eagle", "falcon", "ferret", "finch", "fox", "gecko", "goose", "hare", "hawk",
        "heron", "ibis", "jay", "kite", "koala", "lark", "lemur", "lynx", "magpie", "marten", "mole", "moose", "newt", "otter", "owl", "panda",
        "puffin", "quail", "raven", "robin", "seal", "shrew", "stork", "swan", "tapir", "trout", "vole", "wren",
    ];

    public static string New() =>
        string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.GetItems(Adjectives, 1)[0]}-{Random.Shared.GetItems(Nouns, 1)[0]}-{Random.Shared.Next(1000)}");
}
