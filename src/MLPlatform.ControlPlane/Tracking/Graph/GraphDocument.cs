using System.Text.Json.Nodes;

namespace MLPlatform.ControlPlane.Tracking.Graph;

/// <summary>A parsed GraphQL document.</summary>
internal sealed record GraphDocument(IReadOnlyList<GraphOperation> Operations, IReadOnlyDictionary<string, IReadOnlyList<GraphSelection>> Fragments);

/// <param name="Defaults">Of its variables.</param>
internal sealed record GraphOperation(string? Name, IReadOnlyDictionary<string, GraphValue> Defaults, IReadOnlyList<GraphSelection> Selections);

internal abstract record GraphSelection;

internal sealed record GraphField(string Alias, string Name, IReadOnlyDictionary<string, GraphValue> Arguments, IReadOnlyList<GraphSelection> Selections) : GraphSelection;

/// <summary><c>...Name</c></summary>
internal sealed record GraphSpread(string Fragment) : GraphSelection;

/// <summary><c>... on Type { }</c></summary>
internal sealed record GraphInline(IReadOnlyList<GraphSelection> Selections) : GraphSelection;

/// <summary>An argument as written; variables are put in when it is run.</summary>
internal abstract record GraphValue
{
    public abstract JsonNode? With(IReadOnlyDictionary<string, JsonNode?> variables);
}

internal sealed record GraphLiteral(JsonNode? Value) : GraphValue
{
    public override JsonNode? With(IReadOnlyDictionary<string, JsonNode?> variables) => Value?.DeepClone();
}

internal sealed record GraphVariable(string Name) : GraphValue
{
    public override JsonNode? With(IReadOnlyDictionary<string, JsonNode?> variables) => variables.GetValueOrDefault(Name)?.DeepClone();
}

internal sealed record GraphList(IReadOnlyList<GraphValue> Items) : GraphValue
{
    public override JsonNode With(IReadOnlyDictionary<string, JsonNode?> variables) => new JsonArray(Items.Select(item => item.With(variables)).ToArray());
}

internal sealed record GraphObject(IReadOnlyDictionary<string, GraphValue> Fields) : GraphValue
{
    public override JsonNode With(IReadOnlyDictionary<string, JsonNode?> variables) => new JsonObject(Fields.Select(field => KeyValuePair.Create(field.Key, field.Value.With(variables))));
}
