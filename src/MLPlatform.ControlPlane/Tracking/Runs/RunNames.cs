using System.Globalization;

namespace MLPlatform.ControlPlane.Tracking.Runs;

/// <summary>Names for runs that were given none: <c>adjective-noun-123</c>, at most 20 characters.</summary>
internal static class RunNames
{
    private static readonly string[] Adjectives =
    [
        "able", "agile", "amber", "brave", "bright", "calm", "clever", "crisp", "eager", "early", "fair", "fleet", "gentle", "golden", "grand", "honest",
        "jolly", "keen", "kind", "lively", "lucid", "mellow", "merry", "mild", "nimble", "noble", "patient", "polite", "proud", "quick", "quiet", "rapid",
        "sharp", "silent", "smooth", "steady", "sunny", "swift", "tidy", "upbeat", "vivid", "warm", "wise", "witty",
    ];

    private static readonly string[] Nouns =
    [
        "badger", "beetle", "bison", "crane", "crow", "deer", "dolphin", "eagle", "falcon", "ferret", "finch", "fox", "gecko", "goose", "hare", "hawk",
        "heron", "ibis", "jay", "kite", "koala", "lark", "lemur", "lynx", "magpie", "marten", "mole", "moose", "newt", "otter", "owl", "panda",
        "puffin", "quail", "raven", "robin", "seal", "shrew", "stork", "swan", "tapir", "trout", "vole", "wren",
    ];

    public static string New() =>
        string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.GetItems(Adjectives, 1)[0]}-{Random.Shared.GetItems(Nouns, 1)[0]}-{Random.Shared.Next(1000)}");
}
