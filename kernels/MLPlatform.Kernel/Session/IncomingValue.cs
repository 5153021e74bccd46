namespace MLPlatform.Kernel.Session;

/// <summary>How an object becomes a C# variable: the declaring submission takes it from here. Public because cells are assemblies of their own.</summary>
public static class IncomingValue
{
    private static readonly AsyncLocal<object?> Flow = new();

    /// <summary>The value being declared.</summary>
    public static T Take<T>() => (T)Flow.Value!;

    /// <summary>Holds until the calling async method returns.</summary>
    internal static void Offer(object? value) => Flow.Value = value;
}
