using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Display;

namespace MLPlatform.Interactive.Running;

/// <summary>Parameters → the properties of the command's class: <c>--kernel-spec</c> is <c>KernelSpec</c>.</summary>
internal static class DirectiveBinding
{
    // The class is a cell's own: there is no generated serializer for it.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(), new FileConverter(), new DirectoryConverter() },
        IncludeFields = true,
    };

    /// <exception cref="PlatformException">A value does not fit its property.</exception>
    public static KernelCommand Bind(KernelActionDirective directive, IReadOnlyDictionary<KernelDirectiveParameter, List<object>> values)
    {
        var type = directive.KernelCommandType ?? typeof(PlainDirectiveCommand);
        var json = new JsonObject();
        foreach (var (parameter, given) in values)
        {
            var property = PropertyOf(type, parameter.Name);
            var nodes = given.Select(value => Node(value, property, parameter.MaxOccurrences > 1)).ToArray();
            json[JsonNamingPolicy.CamelCase.ConvertName(property?.Name ?? Joined(parameter.Name))] = parameter.MaxOccurrences > 1 ? new JsonArray(nodes) : nodes[0];
        }

        try
        {
            return (KernelCommand)(json.Deserialize(type, Options) ?? throw new JsonException("null"));
        }
        catch (JsonException error)
        {
            throw new PlatformException(CommandErrors.BadValue, $"A value of `{directive.Name}` does not fit: {error.Message}", $"`{directive.Name} -h` shows what it takes.", error);
        }
    }

    private static JsonNode? Node(object value, PropertyInfo? property, bool several)
    {
        if (value is not string text)
            return JsonNode.Parse(Representation.Json(value));
        var type = property is null ? typeof(string) : several ? ObjectMembers.ElementType(property.PropertyType) ?? property.PropertyType : property.PropertyType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(object) || type.IsEnum)
            return JsonValue.Create(text);
        if (type == typeof(bool) && bool.TryParse(text, out var truth))
            return JsonValue.Create(truth);
        if (ObjectMembers.IsNumber(type) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return JsonNode.Parse(text);
        return text is ['{' or '[', ..] ? JsonNode.Parse(text) : JsonValue.Create(text);
    }

    private static PropertyInfo? PropertyOf(Type type, string parameter) =>
        type.GetProperty(Joined(parameter), BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);

    private static string Joined(string parameter) => parameter.Replace("-", "", StringComparison.Ordinal);

    private sealed class FileConverter : JsonConverter<FileInfo>
    {
        public override FileInfo Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, FileInfo value, JsonSerializerOptions options) => writer.WriteStringValue(value.FullName);
    }

    private sealed class DirectoryConverter : JsonConverter<DirectoryInfo>
    {
        public override DirectoryInfo Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, DirectoryInfo value, JsonSerializerOptions options) => writer.WriteStringValue(value.FullName);
    }

    /// <summary>Of a directive whose author needs no values.</summary>
    private sealed class PlainDirectiveCommand : KernelDirectiveCommand;
}
