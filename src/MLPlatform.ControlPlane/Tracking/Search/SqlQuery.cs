using System.Text;
using System.Text.Json;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Search;

/// <summary>An SQL text under construction with its parameters in order. Only constants of this program go into the text; what users wrote is a parameter.</summary>
internal sealed class SqlQuery
{
    private readonly StringBuilder _text = new();
    private readonly List<object?> _parameters = [];

    public string Text => _text.ToString();

    public object?[] Parameters => _parameters.ToArray();

    public SqlQuery Add(string text, params ReadOnlySpan<object?> parameters)
    {
        _text.Append(text);
        foreach (var parameter in parameters)
            _parameters.Add(parameter);
        return this;
    }

    /// <summary>Adds a comparison of a text or numeric column; lists travel as one JSON parameter, so that the statement can be kept.</summary>
    public SqlQuery Compare(string column, Clause clause) => clause.Operator switch
    {
        "ILIKE" => Add($"lower({column}) LIKE lower(?)", clause.Value),
        "IN" or "NOT IN" => Add($"{column} {clause.Operator} (SELECT value FROM json_each(?))", ListJson((List<string>)clause.Value)),
        _ => Add($"{column} {clause.Operator} ?", clause.Value),
    };

    public static string ListJson(List<string> values) => JsonSerializer.Serialize(values, MlflowWire.Default.ListString);
}
