namespace MLPlatform.Cli.Kernel;

/// <summary>White space a console puts in front of the next line of an unfinished statement.</summary>
internal static class Indent
{
    private const int Step = 4;

    public static string After(string code)
    {
        var last = code.TrimEnd().Split('\n')[^1];
        var kept = last.Length - last.TrimStart().Length;
        return new string(' ', kept + (last.TrimEnd().EndsWith('{') ? Step : 0));
    }
}
