using System.Collections.Frozen;

namespace MLPlatform.Kernel.Cells;

/// <summary>The languages every notebook has, and every name a selector or a cell's metadata may give them.</summary>
internal static class CellLanguages
{
    public const string CSharp = "csharp";
    public const string FSharp = "fsharp";
    public const string PowerShell = "pwsh";
    public const string Sql = "sql";
    public const string Markdown = "markdown";
    public const string Html = "html";
    public const string JavaScript = "javascript";
    public const string Mermaid = "mermaid";

    public static readonly FrozenDictionary<string, string> ByName = new Dictionary<string, string>
    {
        ["csharp"] = CSharp,
        ["c#"] = CSharp,
        ["C#"] = CSharp,
        ["cs"] = CSharp,
        ["fsharp"] = FSharp,
        ["f#"] = FSharp,
        ["F#"] = FSharp,
        ["fs"] = FSharp,
        ["pwsh"] = PowerShell,
        ["powershell"] = PowerShell,
        ["sql"] = Sql,
        ["markdown"] = Markdown,
        ["md"] = Markdown,
        ["html"] = Html,
        ["javascript"] = JavaScript,
        ["js"] = JavaScript,
        ["mermaid"] = Mermaid,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
