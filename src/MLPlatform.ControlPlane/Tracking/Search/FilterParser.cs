using System.Globalization;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Search;

/// <summary>Reads <c>clause (AND clause)*</c>. There is no OR and there are no groups: that is MLflow's grammar.</summary>
internal static class FilterParser
{
    public static IReadOnlyList<Clause> Parse(string? filter, SearchGrammar grammar)
    {
        if (string.IsNullOrWhiteSpace(filter))
            return [];
        var tokens = FilterLexer.Tokens(filter.Trim());
        if (tokens.Any(token => token.Text == ";"))
            throw MlflowRefusal.Invalid($"Search filter contained multiple expression '{filter}'. Provide AND-ed expression list.");
        // The form of the whole filter is judged before any of its clauses is read.
        return Comparisons(tokens).ConvertAll(comparison => Read(comparison.Left, comparison.Symbol, comparison.Right, grammar));
    }

    internal static (Entity Entity, string Key) Identifier(string text, SearchGrammar grammar, IReadOnlyDictionary<string, string> attributes)
    {
        // Only the first dot outside quotes parts entity and key: tags.mlflow.source.name has the key mlflow.source.name.
        var dot = text[0] is '`' or '"' ? text.IndexOf('.', text.IndexOf(text[0], 1) + 1) : text.IndexOf('.', StringComparison.Ordinal);
        var entity = Entity.Attribute;
        var key = Unquoted(text);
        if (dot > 0)
        {
            var word = Unquoted(text[..dot]);
            if (!grammar.Entities.TryGetValue(word, out entity))
                throw MlflowRefusal.Invalid($"Invalid entity type '{word}'. {grammar.EntityHint}");
            key = Unquoted(text[(dot + 1)..]);
        }

        if (entity == Entity.Attribute)
            return attributes.TryGetValue(key, out var name) ? (entity, name) : throw MlflowRefusal.Invalid($"Invalid attribute key '{key}' specified. Valid keys are '{Shown(attributes.Keys)}'");
        if (entity == Entity.Dataset && !SearchGrammar.DatasetKeys.Contains(key))
            throw MlflowRefusal.Invalid($"Invalid dataset key '{key}' specified. Valid keys are '{Shown(SearchGrammar.DatasetKeys)}'");
        return (entity, key);
    }

    private static List<(FilterToken Left, FilterToken Symbol, FilterToken Right)> Comparisons(List<FilterToken> tokens)
    {
        var comparisons = new List<(FilterToken, FilterToken, FilterToken)>();
        for (var i = 0; ; i++)
        {
            if (i + 2 >= tokens.Count)
                throw BadClause(string.Join(' ', tokens.Skip(i).Select(token => token.Text)));
            var (left, symbol, right) = (tokens[i], tokens[i + 1], tokens[i + 2]);
            if (symbol.Kind != FilterTokenKind.Operator || left.Kind is FilterTokenKind.Operator or FilterTokenKind.And or FilterTokenKind.List or FilterTokenKind.Unknown)
                throw BadClause(left.Text);
            if (right.Kind is FilterTokenKind.Operator or FilterTokenKind.And or FilterTokenKind.Unknown)
                throw BadClause($"{left.Text} {symbol.Text} {right.Text}");
            comparisons.Add((left, symbol, right));
            i += 3;
            if (i >= tokens.Count)
                return comparisons;
            if (tokens[i].Kind != FilterTokenKind.And || i == tokens.Count - 1)
                throw BadClause(tokens[i].Text);
        }
    }

    private static Clause Read(FilterToken left, FilterToken symbol, FilterToken right, SearchGrammar grammar)
    {
        if (left.Kind != FilterTokenKind.Identifier)
            throw MlflowRefusal.Invalid($"Invalid comparison clause. Expected 'Identifier' found '{left.Text}'");
        var (entity, key) = Identifier(left.Text, grammar, grammar.Attributes);
        var comparator = string.Join(' ', symbol.Text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var numeric = entity == Entity.Metric || (entity == Entity.Attribute && grammar.NumericAttributes.Contains(key));
        var value = numeric ? NumberOf(right, entity, key) : TextOf(right, entity, key, grammar);
        var allowed = grammar.OperatorsOf(entity, key);
        if (!allowed.Contains(comparator) || (value is IReadOnlyList<string>) != (comparator is "IN" or "NOT IN"))
            throw MlflowRefusal.Invalid($"Invalid comparator '{symbol.Text}' not one of '{Shown(allowed)}'");
        return new Clause(entity, key, comparator, value);
    }

    private static object NumberOf(FilterToken token, Entity entity, string key)
    {
        if (token.Kind == FilterTokenKind.Number)
            return double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        throw MlflowRefusal.Invalid(entity == Entity.Metric
            ? $"Expected numeric value type for metric. Found {token.Text}"
            : $"Expected numeric value type for numeric attribute: {key}. Found {token.Text}");
    }

    private static object TextOf(FilterToken token, Entity entity, string key, SearchGrammar grammar)
    {
        if (token.Kind == FilterTokenKind.List)
        {
            if (entity == Entity.Dataset || (entity == Entity.Attribute && grammar.ListAttributes.Contains(key)))
                return ListOf(token, key);
            throw MlflowRefusal.Invalid("Only the 'run_id' attribute supports comparison with a list of quoted string values.");
        }

        if (token.Kind is FilterTokenKind.SingleQuoted or FilterTokenKind.Identifier)
            return QuotedValue(token.Text);
        var what = entity switch { Entity.Param => "parameter", Entity.Tag => "tag", Entity.Dataset => "dataset", _ => "attributes" };
        throw MlflowRefusal.Invalid(entity is Entity.Param or Entity.Tag
            ? $"Expected a quoted string value for {what} (e.g. 'my-value'). Got value {token.Text}"
            : $"Expected a quoted string value for {what}. Got value {token.Text}");
    }

    private static List<string> ListOf(FilterToken list, string key)
    {
        const string While = "While parsing a list in the query, expected ";
        var items = list.Items!;
        if (items.Count == 0)
            throw MlflowRefusal.Invalid(While + "a non-empty list of string values, but got empty list");
        // Values and commas take turns; one comma may end the list.
        if (items.Where((item, i) => item.Text == "," != (i % 2 == 1)).Any())
            throw MlflowRefusal.Invalid(While + "a non-empty list of string values, but got ill-formed list.");
        items = items.Where((_, i) => i % 2 == 0).ToList();
        if (items.Any(item => item.Kind is not (FilterTokenKind.SingleQuoted or FilterTokenKind.Identifier) || item.Text[0] is not ('\'' or '"')))
            throw MlflowRefusal.Invalid($"{While}string value, punctuation, or whitespace, but got different type in list: {list.Text}");
        var values = items.Select(item => QuotedValue(item.Text));
        // Run ids are lower case: an upper-case one can match nothing.
        return (key == "run_id" ? values.Where(value => !value.Any(char.IsUpper)) : values).ToList();
    }

    private static string QuotedValue(string text)
    {
        if (text.Length >= 2 && text[0] == text[^1] && text[0] is '\'' or '"')
            return text[0] == '\'' ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : text[1..^1];
        throw MlflowRefusal.Invalid($"Parameter value is either not quoted or unidentified quote types used for string value {text}. Use either single or double quotes.");
    }

    private static string Unquoted(string text) => text.Length >= 2 && text[0] == text[^1] && text[0] is '`' or '"' ? text[1..^1] : text;

    private static string Shown(IEnumerable<string> words) => "{" + string.Join(", ", words.Select(word => $"'{word}'")) + "}";

    private static MlflowRefusal BadClause(string clause) => MlflowRefusal.Invalid($"Invalid clause(s) in filter string: '{clause}'");
}
