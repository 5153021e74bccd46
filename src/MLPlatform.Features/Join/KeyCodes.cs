using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <summary>Gives each value of one key column a small integer. Built once from the rows of one side of a join, then asked by the other.</summary>
internal abstract class KeyCodes
{
    /// <summary>Codes are below this.</summary>
    public abstract int Count { get; }

    /// <summary>Codes of the rows this was built from; -1 for a null.</summary>
    public abstract int[] Own { get; }

    public static KeyCodes Of(Column column) => column is TextColumn text ? new TextKeyCodes(text) : NumberKeyCodes.Of(KeyNumbers.All(column), column);

    /// <summary>Codes of other rows of the same type, from <paramref name="start"/> on; -1 for a null and for a value never seen. Any number of threads may ask.</summary>
    public abstract void Find(Column column, int start, Span<int> codes);
}
