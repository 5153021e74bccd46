using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLPlatform.ControlPlane.Tracking.Graph;

/// <summary>Shows what a query selects of an answer. The answer has MLflow's snake_case names, the query camelCase ones.</summary>
internal sealed class GraphView(IReadOnlyDictionary<string, IReadOnlyList<GraphSelection>> fragments)
{
    // A fragment may spread itself.
    private const int DeepestSpread = 64;

    public IEnumerable<GraphField> Fields(IReadOnlyList<GraphSelection> selections) => Fields(selections, 0);

    public JsonNode? Show(JsonObject? value, GraphType type, IReadOnlyList<GraphSelection> selections)
    {
        if (value is null)
            return null;
        if (selections.Count == 0)
            throw new GraphException($"Field of type '{type.Name}' must have a selection of subfields.");
        var shown = new JsonObject();
        foreach (var field in Fields(selections))
        {
            if (field.Name == "__typename")
                shown[field.Alias] = type.Name;
            else if (!type.Members.TryGetValue(field.Name, out var member))
                throw new GraphException($"Cannot query field '{field.Name}' on type '{type.Name}'.");
            else
                shown[field.Alias] = Member(value[JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name)], member, field);
        }

        return shown;
    }

    private JsonNode? Member(JsonNode? value, GraphMember member, GraphField field) => member.Kind switch
    {
        GraphKind.Text => value?.ToString() ?? "",
        GraphKind.Long => value?.ToString() ?? "0",
        GraphKind.Double => value?.DeepClone() ?? 0.0,
        GraphKind.Flag => value?.DeepClone() ?? false,
        GraphKind.TextList => value?.DeepClone() ?? new JsonArray(),
        GraphKind.Message => Show(value as JsonObject, member.Of!, field.Selections),
        _ => new JsonArray((value as JsonArray ?? []).Select(item => Show(item as JsonObject, member.Of!, field.Selections)).ToArray()),
    };

    private IEnumerable<GraphField> Fields(IReadOnlyList<GraphSelection> selections, int depth)
    {
        if (depth > DeepestSpread)
            throw new GraphException("A fragment spreads itself.");
        return selections.SelectMany(selection => selection switch
        {
            GraphField field => [field],
            GraphInline inline => Fields(inline.Selections, depth + 1),
            GraphSpread spread => Fields(fragments.TryGetValue(spread.Fragment, out var found) ? found : throw new GraphException($"Unknown fragment '{spread.Fragment}'."), depth + 1),
            _ => [],
        });
    }
}
