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
            var direction = match.Groups["direction"].Value.ToUpperInvariant();
            if (direction is not ("" or "ASC" or "DESC"))
                throw MlflowRefusal.Invalid($"Invalid ordering key in order_by clause '{clause}'.");
            var word = match.Groups["key"].Value;
            if (grammar.OrderHint is not null && !grammar.OrderAttributes.ContainsKey(word))
                throw MlflowRefusal.Invalid($"Invalid order by key '{word}' specified. Valid keys are '{grammar.OrderHint}'");
            var (entity, key) = FilterParser.Identifier(word, grammar, grammar.OrderAttributes);
            if (grammar.OrdersByAttributesOnly && entity != Entity.Attribute)
                throw MlflowRefusal.Invalid($"Invalid order_by entity: {entity.ToString().ToLowerInvariant()}");
            // The real server fails with a 500 here, which its clients retry.
            if (keys.Any(known => known.Entity == entity && known.Key == key))
                throw MlflowRefusal.Invalid($"`order_by` contains duplicate fields: ['{string.Join("', '", clauses)}']");
            keys.Add(new OrderKey(entity, key, direction != "DESC"));
        }

        return keys;
    }

    // Unlike a filter, an order is one key: unquoted blanks and dashes inside it are harmless.
    [GeneratedRegex("""^\s*(?<key>([^\s`"]|`[^`]*`|"[^"]*")+)(\s+(?<direction>\w+))?\s*$""")]
    private static partial Regex Pattern();
}
