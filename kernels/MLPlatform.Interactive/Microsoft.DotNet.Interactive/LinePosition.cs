namespace Microsoft.DotNet.Interactive;

/// <summary>A place in code, both from zero.</summary>
public sealed record LinePosition(int Line, int Character)
{
    /// <summary>The UTF-16 offset in <paramref name="code"/>; beyond the end counts as the end.</summary>
    internal int OffsetIn(string code)
    {
        var at = 0;
        for (var line = 0; line < Line; line++)
        {
            var newline = code.IndexOf('\n', at);
            if (newline < 0)
                return code.Length;
            at = newline + 1;
        }

        return Math.Min(at + Character, code.Length);
    }
}

public sealed record LinePositionSpan(LinePosition Start, LinePosition End);
