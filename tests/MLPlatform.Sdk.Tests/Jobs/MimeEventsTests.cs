using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Plots.Output;
using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Sdk.Tests.Jobs;

public sealed class MimeEventsTests
{
    private static readonly string[] Json = ["{\"data\":[{\"y\":[1,2.50,null]}]}", "[1,2]", "\"a string\"", "17", "true", "null"];

    [Fact]
    public void Bundle_comes_back_as_it_was_shown() =>
        Prop.ForAll<NonNull<string>, NonNull<string>, NonNegativeInt>((plain, html, choice) =>
        {
            var shown = new MimeBundle(new Dictionary<string, string>
            {
                [MimeBundle.Plain] = Whole(plain.Get),
                [MimeBundle.Html] = Whole(html.Get),
                [MimeBundle.Plotly] = Json[choice.Get % Json.Length],
                ["application/json"] = Json[(choice.Get + 1) % Json.Length],
            });
            return MimeEvents.FromEvent(MimeEvents.ToEvent(shown)).Data.OrderBy(pair => pair.Key).SequenceEqual(shown.Data.OrderBy(pair => pair.Key));
        }).QuickCheckThrowOnFailure();

    // Half of a surrogate pair is no text: JSON has no way to write it.
    private static string Whole(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
