namespace MLPlatform.ControlPlane.Tracking.Search;

internal enum FilterTokenKind
{
    /// <summary>A bare or quoted name, dots included: <c>tags.`a b`</c>.</summary>
    Identifier,
    Number,
    SingleQuoted,
    Operator,
    And,
    List,
    Unknown,
}

/// <param name="Text">As written.</param>
/// <param name="Items">What is between the parentheses of a list, commas included.</param>
internal sealed record FilterToken(FilterTokenKind Kind, string Text, IReadOnlyList<FilterToken>? Items = null);
