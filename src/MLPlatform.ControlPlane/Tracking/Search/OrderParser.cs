using System.Text.RegularExpressions;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Search;

/// <summary>Reads <c>key [ASC|DESC]</c>.</summary>
internal static partial class OrderParser
{
    public static IReadOnlyList<OrderKey> Parse(IReadOnlyList<string> clauses, SearchGrammar grammar)
    {
        var keys = new List<OrderKey>();
        foreach (var clause in clauses)
        {
            var match = Pattern().Match(clause);
            if (!match.Success)
                throw MlflowRefusal.Invalid($"Invalid order_by clause '{clause}'. Could not be parsed.");
            var (entity, key) = FilterParser.Identifier(match.Groups["key"].Value, grammar, grammar.OrderAttributes);
            var direction = match.Groups["direction"].Value;
            // The real server fails with a 500 here, which its clients retry.
            if (keys.Any(known => known.Entity == entity && known.Key == key))
                throw MlflowRefusal.Invalid($"`order_by` contains duplicate fields: ['{string.Join("', '", clauses)}']");
            keys.Add(new OrderKey(entity, key, !direction.Equals("DESC", StringComparison.OrdinalIgnoreCase)));
        }

        return keys;
    }

    // Unlike a filter, an order is one key: unquoted blanks and dashes inside it are harmless.
    [GeneratedRegex("""^\s*(?<key>([^\s`"]|`[^`]*`|"[^"]*")+)(\s+(?<direction>(?i:ASC|DESC)))?\s*$""")]
    private static partial Regex Pattern();
}
