using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using MLPlatform.Frames;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Kernel.Display;

/// <summary>Any value → something to show; <c>text/plain</c> is always there.</summary>
internal static class ValueFormatter
{
    public const int ListLimit = 20;
    public const int DepthLimit = 6;

    public static MimeBundle ToBundle(object? value) => value switch
    {
        MimeBundle bundle => bundle,
        IShown shown => shown.ToBundle(),
        Frame frame => FrameTable.Of(frame).ToBundle(),
        JsonDocument json => Json(json.RootElement),
        JsonElement json => Json(json),
        _ when ScalarText.Of(value) is { } scalar => MimeBundle.OfText(scalar),
        IEnumerable items => Sequence(items),
        _ => Tree(value!, 1).ToBundle(),
    };

    /// <summary>A table with one row per item and one column per public property.</summary>
    public static Table Tabular(IEnumerable items) => Rows(items) ?? IndexedValues(items);

    private static MimeBundle Json(JsonElement json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            json.WriteTo(writer);
        return new PlainText(System.Text.Encoding.UTF8.GetString(stream.ToArray())).ToBundle();
    }

    private static MimeBundle Sequence(IEnumerable items)
    {
        if (items is IDictionary map)
            return Pairs(map.Keys.Cast<object>().Select(key => (key, map[key])), map.Count);
        var element = ElementType(items.GetType());
        if (element is not null && ScalarText.IsScalar(element))
            return MimeBundle.OfText(ScalarText.Sequence(items));
        if (element is { IsGenericType: true } && element.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        {
            var (key, value) = (element.GetProperty("Key")!, element.GetProperty("Value")!);
            return Pairs(items.Cast<object>().Select(pair => (key.GetValue(pair)!, value.GetValue(pair))), (items as ICollection)?.Count);
        }

        var first = items.Cast<object?>().Take(ListLimit + 1).ToArray();
        return first.All(item => item is null || ScalarText.IsScalar(item.GetType()))
            ? MimeBundle.OfText(ScalarText.Sequence(items))
            : Tabular(items).ToBundle();
    }

    private static MimeBundle Pairs(IEnumerable<(object Key, object? Value)> pairs, int? count) =>
        Table.Of(["key", "value"], [.. pairs.Take(ListLimit).Select(pair => new[] { ScalarText.Line(pair.Key), ScalarText.Line(pair.Value) })]) is var table && count > ListLimit
            ? (table with { TotalRows = count }).ToBundle()
            : table.ToBundle();

    /// <returns>Null when the items are not all of one type with properties.</returns>
    private static Table? Rows(IEnumerable items)
    {
        var shown = items.Cast<object?>().Take(ListLimit + 1).ToArray();
        var types = shown.Select(item => item?.GetType()).Distinct().ToArray();
        if (types is not [{ } type] || ScalarText.IsScalar(type) || typeof(IEnumerable).IsAssignableFrom(type))
            return null;
        var members = Members(type).ToArray();
        if (members.Length == 0)
            return null;
        IReadOnlyList<TableColumn> columns = [.. members.Select(member => new TableColumn(member.Name, CSharpTypeName.Of(TypeOf(member)), Align: IsNumber(TypeOf(member)) ? Align.Right : Align.Left))];
        return new Table(columns, [.. shown.Take(ListLimit).Select(item => members.Select(member => Cell(member, item!)).ToArray())], Total(items, shown.Length));
    }

    private static Table IndexedValues(IEnumerable items)
    {
        var shown = items.Cast<object?>().Take(ListLimit + 1).ToArray();
        return new Table(
            [new TableColumn("index", Align: Align.Right), new TableColumn("value")],
            [.. shown.Take(ListLimit).Select((item, index) => new[] { index.ToString(CultureInfo.InvariantCulture), item is null ? null : ScalarText.Line(item) })],
            Total(items, shown.Length));
    }

    private static int? Total(IEnumerable items, int taken) => taken <= ListLimit ? null : (items as ICollection)?.Count ?? items.Cast<object?>().Count();

    private static string? Cell(MemberInfo member, object item) => ScalarText.Call(() => Read(member, item) is { } value ? ScalarText.Line(value) : null);

    private static ValueTree Tree(object value, int depth)
    {
        var type = value.GetType();
        var label = ScalarText.Call(value.ToString) is { Length: > 0 } text && text != type.ToString() ? text : CSharpTypeName.Of(type);
        return new ValueTree(label, [.. Members(type).Select(member => Member(member, value, depth))]);
    }

    private static ValueMember Member(MemberInfo member, object owner, int depth)
    {
        object? value = null;
        if (ScalarText.Call(() => Describe(value = Read(member, owner))) is { } text)
            return new ValueMember(member.Name, text);
        return depth >= DepthLimit
            ? new ValueMember(member.Name, CSharpTypeName.Of(value!.GetType()))
            : new ValueMember(member.Name, "", Tree(value!, depth + 1));
    }

    private static string? Describe(object? value) => ScalarText.Of(value) ?? (value is IEnumerable or IShown || !Members(value!.GetType()).Any() ? ScalarText.Line(value) : null);

    private static IEnumerable<MemberInfo> Members(Type type) => type
        .GetMembers(BindingFlags.Instance | BindingFlags.Public)
        .Where(member => member is FieldInfo or PropertyInfo { CanRead: true, GetMethod.IsPublic: true } && (member is not PropertyInfo property || property.GetIndexParameters().Length == 0))
        .Where(member => !TypeOf(member).IsByRefLike && !TypeOf(member).IsPointer && !TypeOf(member).IsByRef)
        .OrderBy(member => member.MetadataToken);

    private static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    private static object? Read(MemberInfo member, object owner)
    {
        try
        {
            return member is FieldInfo field ? field.GetValue(owner) : ((PropertyInfo)member).GetValue(owner);
        }
        catch (TargetInvocationException error) when (error.InnerException is { } inner)
        {
            throw inner;
        }
    }

    private static bool IsNumber(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(decimal) || (plain.IsPrimitive && plain != typeof(bool) && plain != typeof(char)));

    private static Type? ElementType(Type type) => type.IsArray
        ? type.GetElementType()
        : type.GetInterfaces().Append(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
}
