using System.Diagnostics;
using System.Reflection;

namespace MLPlatform.Kernel.Display;

/// <summary>What of an object is worth showing: public properties and fields in their order, without indexers and what its author hid from debuggers.</summary>
internal static class ObjectMembers
{
    public static IReadOnlyList<MemberInfo> Of(Type type) =>
    [
        .. type.GetMembers(BindingFlags.Instance | BindingFlags.Public)
            .Where(member => member is FieldInfo or PropertyInfo { CanRead: true, GetMethod.IsPublic: true } && (member is not PropertyInfo property || property.GetIndexParameters().Length == 0))
            .Where(member => !TypeOf(member).IsByRefLike && !TypeOf(member).IsPointer && !TypeOf(member).IsByRef)
            .Where(member => member.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State != DebuggerBrowsableState.Never)
            .OrderBy(member => member.MetadataToken),
    ];

    public static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    /// <summary>Throws what the property throws.</summary>
    public static object? Read(MemberInfo member, object owner)
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

    public static bool IsNumber(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(decimal) || (plain.IsPrimitive && plain != typeof(bool) && plain != typeof(char)));

    /// <summary>The item type of a sequence; null when it does not say.</summary>
    public static Type? ElementType(Type type) => type.IsArray
        ? type.GetElementType()
        : type.GetInterfaces().Append(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
}
