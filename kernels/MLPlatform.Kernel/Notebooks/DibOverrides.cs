using System.Text.Json.Nodes;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>Finds the sections that carried overrides belong to: by their text in order, and where a text was edited by its place, as long as no section came or went.</summary>
internal static class DibOverrides
{
    public static Dictionary<int, DibOverride> Read(JsonObject? carried, IReadOnlyList<DibSection> sections, DibSelectors selectors)
    {
        var found = new Dictionary<int, DibOverride>();
        var left = new List<JsonObject>();
        var next = 0;
        foreach (var json in (carried?["cells"] as JsonArray ?? []).OfType<JsonObject>())
        {
            // The same text may stand in several cells: its own place comes first.
            var written = (int?)json["at"] ?? next;
            var at = Enumerable.Range(next, sections.Count - next).OrderBy(i => i != written).FirstOrDefault(i => DibOverride.Hash(sections[i]) == (string?)json["hash"], -1);
            if (at < 0)
            {
                left.Add(json);
                continue;
            }

            var one = DibOverride.Parse(json);
            found[at] = Fits(one, at, sections, selectors) ? one : one with { Sections = 1, Source = null };
            next = at + found[at].Sections;
        }

        if (carried?["count"] is { } count && (int)count == sections.Count)
            foreach (var json in left)
                if ((int?)json["at"] is { } place && place < sections.Count)
                    found.TryAdd(place, DibOverride.Parse(json) with { Sections = 1, Source = null });
        return found;
    }

    // The exact text counts only while it still gives the sections that stand in the file.
    private static bool Fits(DibOverride one, int at, IReadOnlyList<DibSection> sections, DibSelectors selectors)
    {
        if (one.Source is null)
            return one.Sections == 1;
        var parts = DibFile.Split(one.Source.Split('\n').Select(line => line.TrimEnd('\r')), sections[at].Kernel, selectors);
        if (parts.Count == 0)
            parts = [new DibSection(sections[at].Kernel, "")];
        return one.Sections == parts.Count && parts.SequenceEqual(sections.Skip(at).Take(parts.Count));
    }
}
