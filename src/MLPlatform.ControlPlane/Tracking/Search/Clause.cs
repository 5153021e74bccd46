namespace MLPlatform.ControlPlane.Tracking.Search;

/// <summary>What a key of a filter or an order belongs to.</summary>
internal enum Entity
{
    Attribute,
    Metric,
    Param,
    Tag,
    Dataset,
    Metadata,
}

/// <summary>One comparison of a filter: <c>[entity.]key op value</c>.</summary>
/// <param name="Operator">Upper case: <c>= != &gt; &gt;= &lt; &lt;= LIKE ILIKE IN "NOT IN"</c>.</param>
/// <param name="Value">A double for numeric keys, a string, or a list of strings.</param>
internal sealed record Clause(Entity Entity, string Key, string Operator, object Value);

/// <summary>One key of an order.</summary>
internal sealed record OrderKey(Entity Entity, string Key, bool Ascending);
