using System.Diagnostics;
using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Cells;

namespace MLPlatform.Kernel.Languages;

/// <summary>PowerShell as a loop that reads one line a cell, its code in base64: a session of the shell itself would cut code at line ends.</summary>
internal sealed class PowerShellDialect : IScriptDialect
{
    private const string Program = "pwsh";

    // Dot-sourcing keeps the cell's variables; what a cell throws is its failure and not the loop's end.
    private const string Loop = """
        while ($null -ne ($mlplatformLine = [Console]::In.ReadLine())) {
          $mlplatformMark, $mlplatformCode = $mlplatformLine.Split(' ')
          $mlplatformEnd = 'done'
          try { . ([scriptblock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($mlplatformCode)))) | Out-Default }
          catch { [Console]::Error.WriteLine(($_ | Out-String).TrimEnd()); $mlplatformEnd = 'failed' }
          [Console]::Out.WriteLine("${mlplatformMark}:$mlplatformEnd")
          [Console]::Error.WriteLine("${mlplatformMark}:end")
        }
        """;

    public string Name => CellLanguages.PowerShell;

    public string Description => "PowerShell by pwsh";

    public ProcessStartInfo Start()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists)
            ?? throw new PlatformException(LanguageErrors.ToolMissing, "PowerShell cells run in `pwsh`, and it is not on the PATH.", "Install PowerShell 7 and restart the kernel.");
        return new ProcessStartInfo(path, ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", Loop])
        {
            WorkingDirectory = Environment.CurrentDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    public string Submit(string code, string mark) => $"{mark} {Convert.ToBase64String(Encoding.UTF8.GetBytes(code))}\n";

    public string Read(string variable, string mark) => Submit(
        $$"""
        if (-not (Test-Path variable:{{variable}})) { throw 'The variable {{variable}} is not set.' }
        [Console]::Out.WriteLine('{{mark}}{{IScriptDialect.Value}}' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject ${{variable}} -Compress -Depth 20))))
        """,
        mark);

    public string Assign(string variable, object? value, string json) =>
        $"${variable} = ConvertFrom-Json -InputObject ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}')))";

    // The loop reports failures itself; a cmdlet's error that does not end the cell is only text.
    public bool IsFailure(string errors) => false;
}
