using MLPlatform.Kernel.Interrupts;

namespace MLPlatform.Kernel.Display;

/// <summary>How much of a value is shown, as the running session has it.</summary>
internal static class ValueLimits
{
    public const int DefaultList = 20;
    public const int DefaultDepth = 6;
    public const string DefaultNull = "null";

    public static int Depth => Own?.RecursionLimit ?? DefaultDepth;

    public static string Null => Own?.NullText ?? DefaultNull;

    /// <summary>Null until a cell registers or sets something.</summary>
    public static FormatterRegistry? Own => CellScope.Current?.Session.OwnFormatters;

    public static int List(Type? element = null) => Own is { } own ? element is null ? own.ListExpansionLimit : own.ListLimitFor(element) : DefaultList;
}
