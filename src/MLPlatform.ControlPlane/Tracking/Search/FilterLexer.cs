using System.Text.RegularExpressions;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Search;

/// <summary>Splits a filter into tokens. Whatever it does not know becomes an <see cref="FilterTokenKind.Unknown"/> token, which the parser refuses by name.</summary>
internal sealed partial class FilterLexer(string filter)
{
    private static readonly string[] WordOperators = ["LIKE", "ILIKE", "IN"];

    private int _at;

    public static List<FilterToken> Tokens(string filter)
    {
        var lexer = new FilterLexer(filter);
        var tokens = new List<FilterToken>();
        while (lexer.Next() is { } token)
            tokens.Add(token);
        return tokens;
    }

    private FilterToken? Next()
    {
        while (_at < filter.Length && char.IsWhiteSpace(filter[_at]))
            _at++;
        if (_at >= filter.Length)
            return null;
        if (Taken(NotInPattern()) is { } notIn)
            return new FilterToken(FilterTokenKind.Operator, notIn);
        if (Taken(NumberPattern()) is { } number)
            return new FilterToken(FilterTokenKind.Number, number);
        if (filter[_at] == '\'')
            return SingleQuoted();
        if (Taken(IdentifierPattern()) is { } identifier)
            return Word(identifier);
        if (Taken(OperatorPattern()) is { } symbol)
            return new FilterToken(FilterTokenKind.Operator, symbol);
        if (filter[_at] == '(')
            return List();
        return Taken(UnknownPattern()) is { } unknown ? new FilterToken(FilterTokenKind.Unknown, unknown) : new FilterToken(FilterTokenKind.Unknown, filter[_at++].ToString());
    }

    private static FilterToken Word(string identifier)
    {
        if (identifier.Equals("AND", StringComparison.OrdinalIgnoreCase))
            return new FilterToken(FilterTokenKind.And, identifier);
        if (WordOperators.Contains(identifier.ToUpperInvariant()))
            return new FilterToken(FilterTokenKind.Operator, identifier);
        // Keywords of SQL are no names: MLflow refuses the clause they are in.
        return identifier.ToUpperInvariant() is "OR" or "NOT" or "NULL" or "BETWEEN" or "IS" or "TRUE" or "FALSE"
            ? new FilterToken(FilterTokenKind.Unknown, identifier)
            : new FilterToken(FilterTokenKind.Identifier, identifier);
    }

    private FilterToken SingleQuoted()
    {
        var start = _at++;
        while (_at < filter.Length)
        {
            if (filter[_at] == '\'' && _at + 1 < filter.Length && filter[_at + 1] == '\'')
            {
                _at += 2;
                continue;
            }

            if (filter[_at] == '\\' && _at + 1 < filter.Length && filter[_at + 1] == '\'' && filter.IndexOf('\'', _at + 2) >= 0)
            {
                _at += 2;
                continue;
            }

            if (filter[_at++] == '\'')
                return new FilterToken(FilterTokenKind.SingleQuoted, filter[start.._at]);
        }

        return new FilterToken(FilterTokenKind.Unknown, filter[start..]);
    }

    private FilterToken List()
    {
        var start = _at++;
        var items = new List<FilterToken>();
        while (Next() is { } token)
        {
            if (token.Text == ")")
                return new FilterToken(FilterTokenKind.List, filter[start.._at], items);
            if (token.Kind == FilterTokenKind.List)
                break;
            items.Add(token);
        }

        throw MlflowRefusal.Invalid($"Invalid clause(s) in filter string: '{filter[start..]}'");
    }

    private string? Taken(Regex pattern)
    {
        var match = pattern.Match(filter, _at);
        if (!match.Success || match.Length == 0)
            return null;
        _at += match.Length;
        return match.Value;
    }

    [GeneratedRegex(@"\G(?i:NOT\s+IN)\b")]
    private static partial Regex NotInPattern();

    [GeneratedRegex(@"\G[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?(?![\w.])")]
    private static partial Regex NumberPattern();

    [GeneratedRegex("""\G([A-Za-z_][\w$]*|`[^`]*`|"[^"]*")(\.([\w$]+|`[^`]*`|"[^"]*"))*""")]
    private static partial Regex IdentifierPattern();

    [GeneratedRegex(@"\G[<>=~!]+")]
    private static partial Regex OperatorPattern();

    [GeneratedRegex("""\G[^\s'"`()=<>~!,;]+""")]
    private static partial Regex UnknownPattern();
}
