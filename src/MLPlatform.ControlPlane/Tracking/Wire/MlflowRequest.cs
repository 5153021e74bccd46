using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MLPlatform.ControlPlane.Tracking.Wire;

/// <summary>The fields of one call, from the query string or a JSON body, read by protobuf's JSON rules. Unknown fields are ignored.</summary>
internal sealed class MlflowRequest
{
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 64 };

    private readonly Dictionary<string, JsonElement> _fields;

    private MlflowRequest(Dictionary<string, JsonElement> fields) => _fields = fields;

    public static MlflowRequest Empty { get; } = new([]);

    public static async Task<MlflowRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && request.QueryString.HasValue)
            return FromQuery(request.Query);
        if (HttpMethods.IsDelete(request.Method) && (request.ContentLength ?? 0) == 0 && request.ContentType is null)
            return Empty;
        var mediaType = request.ContentType?.Split(';')[0].Trim();
        if (!string.Equals(mediaType, "application/json", StringComparison.OrdinalIgnoreCase))
            return HttpMethods.IsGet(request.Method) ? Empty : throw MlflowRefusal.Invalid("Bad Request. Content-Type must be one of ['application/json'].");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        return Parse(body.GetBuffer().AsMemory(0, (int)body.Length), again: true);
    }

    /// <summary>The fields of a GraphQL input, whose names are camelCase.</summary>
    public static MlflowRequest Of(JsonObject input) =>
        new(input.Where(field => field.Value is not null).ToDictionary(
            field => JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Key), field => JsonSerializer.SerializeToElement(field.Value!, MlflowWire.Default.JsonNode), StringComparer.Ordinal));

    public bool Has(string name) => _fields.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public JsonElement? Field(string name) => Has(name) ? _fields[name] : null;

    /// <returns>Null when the field is absent.</returns>
    public string? Text(string name) => Field(name) is { } value ? new MlflowValue(name, value).Text() : null;

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw MlflowRefusal.Missing(name);

    /// <summary>The old name <c>run_uuid</c> alone also does.</summary>
    public string RunId() => Text("run_id") is { Length: > 0 } id ? id : Text("run_uuid") is { Length: > 0 } old ? old : throw MlflowRefusal.Missing("run_id");

    public long? Long(string name) => Field(name) is { } value ? new MlflowValue(name, value).Long() : null;

    public long RequiredLong(string name)
    {
        if (Field(name) is not { } value || (value.ValueKind == JsonValueKind.String && value.GetString() == ""))
            throw MlflowRefusal.Missing(name);
        return new MlflowValue(name, value).Long();
    }

    public double RequiredDouble(string name)
    {
        if (Field(name) is not { } value || (value.ValueKind == JsonValueKind.String && value.GetString() == ""))
            throw MlflowRefusal.Missing(name);
        return new MlflowValue(name, value).Double();
    }

    public bool Flag(string name) => Field(name) is { } value && new MlflowValue(name, value).Flag();

    public IReadOnlyList<string> Texts(string name) => Field(name) is { } value ? new MlflowValue(name, value).Texts() : [];

    /// <returns>The objects of a repeated message field, each with its path such as <c>metrics[3]</c>.</returns>
    public IReadOnlyList<MlflowObject> Objects(string name) => Field(name) is { } value ? new MlflowValue(name, value).Objects() : [];

    private static MlflowRequest FromQuery(IQueryCollection query)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, values) in query)
        {
            // One value can be a scalar or a list of one; MlflowValue reads either.
            fields[name] = values.Count == 1
                ? JsonSerializer.SerializeToElement(values[0] ?? "", MlflowWire.Default.String)
                : JsonSerializer.SerializeToElement(values.Select(value => value ?? "").ToArray(), MlflowWire.Default.StringArray);
        }

        return new MlflowRequest(fields);
    }


    private static MlflowRequest Parse(ReadOnlyMemory<byte> json, bool again)
    {
        JsonElement root;
        try
        {
            root = Root(json);
        }
        catch (JsonException)
        {
            try
            {
                root = Root(Encoding.UTF8.GetBytes(PythonJson.QuoteBareLiterals(Encoding.UTF8.GetString(json.Span))));
            }
            catch (JsonException)
            {
                // A body that is not JSON is an empty message: the missing field is what the user is told about.
                return Empty;
            }
        }

        // Old clients encode twice.
        if (root.ValueKind == JsonValueKind.String && again)
            return Parse(Encoding.UTF8.GetBytes(root.GetString()!), again: false);
        if (root.ValueKind != JsonValueKind.Object)
            return Empty;
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
            fields[property.Name] = property.Value;
        return new MlflowRequest(fields);
    }

    private static JsonElement Root(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Lenient);
        return document.RootElement.Clone();
    }
}
