namespace MLPlatform.Jupyter.Messages;

/// <summary>Cursor positions: the protocol counts Unicode code points, .NET counts UTF-16 units.</summary>
public static class CodePoints
{
    /// <summary>Positions past the end count as the end.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        var at = 0;
        for (var left = codePoints; left > 0 && at < text.Length; left--)
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        return at;
    }

    public static int FromUtf16(string text, int utf16)
    {
        var count = 0;
        for (var at = 0; at < Math.Min(utf16, text.Length); count++)
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        return count;
    }
}
