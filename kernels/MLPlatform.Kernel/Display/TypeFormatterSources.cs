using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MLPlatform.Kernel.Display;

/// <summary>
/// Formatters that a type brings with it, by an attribute called <c>TypeFormatterSource</c>. Libraries declare the attribute themselves, to need no
/// reference: everything here goes by name, as the notebooks they were written for did.
/// </summary>
internal sealed class TypeFormatterSources
{
    private const string AttributeName = "TypeFormatterSourceAttribute";

    private readonly ConditionalWeakTable<Type, object> _seen = [];

    /// <summary>True when the type names a source, itself or through a base.</summary>
    public static bool IsOn(Type type) => type.GetCustomAttributesData().Any(one => one.AttributeType.Name == AttributeName) || (type.BaseType is { } parent && parent != typeof(object) && IsOn(parent));

    /// <summary>Registers what the type brings, once.</summary>
    public void Bring(Type type, FormatterRegistry registry)
    {
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            if (!_seen.TryAdd(level, level))
                return;
            foreach (var attribute in level.GetCustomAttributes(inherit: false).Where(one => one.GetType().Name == AttributeName))
                Register(level, attribute, registry);
        }
    }

    private static void Register(Type type, object attribute, FormatterRegistry registry)
    {
        if (Get(attribute, "FormatterSourceType") is not Type sourceType || Activator.CreateInstance(sourceType, nonPublic: true) is not { } source)
            return;
        if (Get(attribute, "PreferredMimeTypes") is string[] { Length: > 0 } preferred)
            registry.Prefer(type, preferred);
        if (Method(sourceType, "CreateTypeFormatters", 0)?.Invoke(source, null) is not IEnumerable formatters)
            return;
        foreach (var formatter in formatters)
            if (Get(formatter, "MimeType") is string mime && Method(formatter.GetType(), "Format", 2) is { } format)
                registry.Register(type, mime, (value, writer) => Call(formatter, format, value, writer));
    }

    // The second parameter is a TextWriter by convention, or a context that is made of one.
    private static bool Call(object formatter, MethodInfo format, object value, TextWriter writer)
    {
        var wanted = format.GetParameters()[1].ParameterType;
        var context = wanted.IsInstanceOfType(writer) ? writer : Activator.CreateInstance(wanted, writer);
        return format.Invoke(formatter, BindingFlags.DoNotWrapExceptions, null, [value, context], null) is not false;
    }

    private static object? Get(object owner, string name) => owner.GetType().GetProperty(name)?.GetValue(owner);

    private static MethodInfo? Method(Type type, string name, int parameters) =>
        type.GetMethods(BindingFlags.Instance | BindingFlags.Public).Where(method => method.Name == name && method.GetParameters().Length == parameters)
            .OrderBy(method => method.DeclaringType == type ? 0 : 1).FirstOrDefault();
}
