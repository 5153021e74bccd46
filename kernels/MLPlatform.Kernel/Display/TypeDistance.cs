namespace MLPlatform.Kernel.Display;

/// <summary>How far a type is from one of its bases: the class itself, then base classes, then interfaces, object last.</summary>
internal static class TypeDistance
{
    private const int Interface = 1_000;
    private const int Object = 10_000;

    /// <param name="target">May be an open generic type.</param>
    /// <returns>Null when <paramref name="target"/> is no base of <paramref name="type"/>.</returns>
    public static int? Between(Type type, Type target)
    {
        if (target == typeof(object))
            return type == target ? 0 : Object;
        var steps = 0;
        for (var level = type; level is not null; level = level.BaseType, steps += 2)
        {
            if (level == target)
                return steps;
            if (target.IsGenericTypeDefinition && level.IsGenericType && level.GetGenericTypeDefinition() == target)
                return steps + 1;
        }

        // An interface that extends others says more than they do.
        if (target.IsInterface && type.GetInterfaces().Any(one => one == target || (target.IsGenericTypeDefinition && one.IsGenericType && one.GetGenericTypeDefinition() == target)))
            return Interface - target.GetInterfaces().Length;
        return null;
    }
}
