namespace MLPlatform.Sdk.Jobs;

internal static class SingleOrNullExtension
{
    /// <returns>The only match; null when there is none or more than one.</returns>
    public static T? SingleOrNull<T>(this IEnumerable<T> items, Func<T, bool> matches)
        where T : class
    {
        using var found = items.Where(matches).GetEnumerator();
        if (!found.MoveNext())
            return null;
        var first = found.Current;
        return found.MoveNext() ? null : first;
    }
}
