using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

internal static class KeyNulls
{
    /// <summary>Sets to -1 the codes of rows that are null in a column.</summary>
    /// <param name="start">The row of the column that the first code belongs to.</param>
    public static void Clear(Span<int> codes, Column? nulls, int start = 0)
    {
        if (nulls is { NullCount: > 0 })
            for (var i = 0; i < codes.Length; i++)
                if (nulls.IsNull(start + i))
                    codes[i] = -1;
    }
}
