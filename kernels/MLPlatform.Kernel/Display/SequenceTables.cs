using System.Collections;
using System.Globalization;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Kernel.Display;

/// <summary>Sequences and dictionaries as tables: by property where all items are of one type, else by position or key.</summary>
internal static class SequenceTables
{
    /// <summary>True when the items are scalars: one line shows them.</summary>
    public static bool IsFlat(IEnumerable items)
    {
        if (items is IDictionary || IsPair(ObjectMembers.ElementType(items.GetType())))
            return false;
        var element = ObjectMembers.ElementType(items.GetType());
        if (element is not null && ScalarText.IsScalar(element))
            return ValueLimits.Own?.Knows(element) is not true;
        return Start(items, element).All(item => item is null || (ScalarText.IsScalar(item.GetType()) && ValueLimits.Own?.Knows(item.GetType()) is not true));
    }

    public static IShown Of(IEnumerable items, int depth)
    {
        if (items is IDictionary map)
            return Pairs(map.Keys.Cast<object>().Select(key => (key, map[key])), map.Count, depth);
        var element = ObjectMembers.ElementType(items.GetType());
        if (IsPair(element))
        {
            var (key, value) = (element!.GetProperty("Key")!, element.GetProperty("Value")!);
            return Pairs(items.Cast<object>().Select(pair => (key.GetValue(pair)!, value.GetValue(pair))), (items as ICollection)?.Count, depth);
        }

        return (IShown?)Rows(items) ?? Indexed(items, depth);
    }

    /// <summary>One row per item and one column per public property; items without properties by position.</summary>
    public static IShown Tabular(IEnumerable items) => (IShown?)Rows(items) ?? Indexed(items, depth: 1);

    private static IShown Pairs(IEnumerable<(object Key, object? Value)> pairs, int? count, int depth)
    {
        var limit = ValueLimits.List();
        return List("key", [.. pairs.Take(limit).Select(pair => Item(ScalarText.Line(pair.Key), pair.Value, depth))], count > limit ? count : null);
    }

    /// <returns>Null when the items are not all of one type with properties, or are shown in a way of their own.</returns>
    private static Table? Rows(IEnumerable items)
    {
        var limit = ValueLimits.List(ObjectMembers.ElementType(items.GetType()));
        var shown = items.Cast<object?>().Take(limit + 1).ToArray();
        var types = shown.Select(item => item?.GetType()).Distinct().ToArray();
        if (types is not [{ } type] || ScalarText.IsScalar(type) || typeof(IEnumerable).IsAssignableFrom(type) || typeof(IShown).IsAssignableFrom(type) || ValueLimits.Own?.Knows(type) is true)
            return null;
        var members = ObjectMembers.Of(type);
        if (members.Count == 0)
            return null;
        IReadOnlyList<TableColumn> columns = [.. members.Select(member => new TableColumn(member.Name, CSharpTypeName.Of(ObjectMembers.TypeOf(member)), Align: ObjectMembers.IsNumber(ObjectMembers.TypeOf(member)) ? Align.Right : Align.Left))];
        return new Table(columns, [.. shown.Take(limit).Select(item => members.Select(member => ScalarText.Call(() => ObjectMembers.Read(member, item!) is { } value ? ScalarText.Line(value) : null)).ToArray())], Total(items, shown.Length, limit));
    }

    private static IShown Indexed(IEnumerable items, int depth)
    {
        var element = ObjectMembers.ElementType(items.GetType());
        var shown = Start(items, element);
        var limit = ValueLimits.List(element);
        return List("index", [.. shown.Take(limit).Select((item, index) => Item(index.ToString(CultureInfo.InvariantCulture), item, depth))], Total(items, shown.Length, limit));
    }

    private static ValueMember Item(string name, object? value, int depth)
    {
        IShown? part = null;
        var text = ScalarText.Call(() => (part = ValueFormatter.Part(value, depth + 1)) is null ? ScalarText.Line(value) : "");
        return new ValueMember(name, text ?? "", part);
    }

    // What is text alone reads best as an aligned table.
    private static IShown List(string key, IReadOnlyList<ValueMember> items, long? total) => items.Any(item => item.Part is not null)
        ? new ValueList(key, items, total)
        : new Table([new TableColumn(key, Align: key == "index" ? Align.Right : Align.Left), new TableColumn("value")], [.. items.Select(item => new[] { item.Name, item.Text })], total);

    private static object?[] Start(IEnumerable items, Type? element) => items.Cast<object?>().Take(ValueLimits.List(element) + 1).ToArray();

    private static int? Total(IEnumerable items, int taken, int limit) => taken <= limit ? null : (items as ICollection)?.Count ?? items.Cast<object?>().Count();

    private static bool IsPair(Type? type) => type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);
}
