using System.Collections.Frozen;
using System.Text;

namespace MLPlatform.Kernel.CSharp;

/// <summary>A runtime type as C# source.</summary>
internal static class CSharpTypeName
{
    private static readonly FrozenDictionary<Type, string> Keywords = new Dictionary<Type, string>
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(char)] = "char",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    }.ToFrozenDictionary();

    /// <summary>The type itself, or its nearest base that source outside its assembly can name; types declared in cells count as nameable.</summary>
    public static Type Nameable(Type type)
    {
        while (!IsNameable(type))
            type = type.BaseType ?? typeof(object);
        return type;
    }

    /// <param name="qualified">True for source: <c>global::System.Text.StringBuilder</c>; false for people: <c>StringBuilder</c>.</param>
    public static string Of(Type type, bool qualified = false)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsArray)
            return ArrayOf(type, qualified);
        if (type.IsByRef || type.IsPointer)
            return Of(type.GetElementType()!, qualified);
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Of(inner, qualified) + "?";
        return Named(type, qualified);
    }

    private static bool IsNameable(Type type) =>
        type.HasElementType ? IsNameable(type.GetElementType()!)
        : !type.Name.Contains('<', StringComparison.Ordinal)
            && (type.IsNested ? type.IsNestedPublic && (IsSubmission(type.DeclaringType!) || IsNameable(type.DeclaringType!)) : type.IsPublic)
            && type.GetGenericArguments().All(IsNameable);

    private static bool IsSubmission(Type type) => !type.IsNested && type.Name.StartsWith("Submission#", StringComparison.Ordinal);

    // int[][,] is an array of two-dimensional arrays: C# writes the outer rank first.
    private static string ArrayOf(Type type, bool qualified)
    {
        var ranks = new StringBuilder();
        while (type.IsArray)
        {
            ranks.Append('[').Append(',', type.GetArrayRank() - 1).Append(']');
            type = type.GetElementType()!;
        }

        return Of(type, qualified) + ranks;
    }

    private static string Named(Type type, bool qualified)
    {
        var name = new StringBuilder();
        if (qualified && type.Namespace is { Length: > 0 } space && !IsSubmission(Outermost(type)))
            name.Append("global::").Append(space).Append('.');
        var arguments = type.GetGenericArguments();
        var chain = new Stack<Type>();
        for (var level = type; level is not null && !IsSubmission(level); level = qualified ? level.DeclaringType : null)
            chain.Push(level);
        var used = qualified ? 0 : type.DeclaringType is { IsGenericType: true } outer ? outer.GetGenericArguments().Length : 0;
        for (var first = true; chain.TryPop(out var level); first = false)
        {
            if (!first)
                name.Append('.');
            name.Append(level.Name.Split('`')[0]);
            var count = level.GetGenericArguments().Length;
            if (count > used)
                name.Append('<').AppendJoin(", ", arguments[used..count].Select(argument => Of(argument, qualified))).Append('>');
            used = Math.Max(used, count);
        }

        return name.ToString();
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }
}
