using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Packages;

namespace MLPlatform.Kernel.Languages;

/// <summary>F# as the SDK's own interactive program runs it. <c>it</c> is unit before each cell, so that whatever it is afterwards is the cell's value.</summary>
internal sealed partial class FSharpDialect : IScriptDialect
{
    public string Name => CellLanguages.FSharp;

    public string Description => "F# by dotnet fsi";

    public ProcessStartInfo Start()
    {
        try
        {
            return DotnetSdk.StartInfo(Environment.CurrentDirectory, ["fsi", "--nologo", "--quiet", "--readline-", "--gui-"]);
        }
        catch (PlatformException missing) when (missing.Code == PackageErrors.SdkMissing)
        {
            throw new PlatformException(LanguageErrors.ToolMissing, "F# runs in `dotnet fsi`, which is part of the .NET SDK; only the runtime is here.", missing.Fix, missing);
        }
    }

    public string Submit(string code, string mark) => $"""
        let it = ()
        ;;
        # 1 "cell"
        {code}
        ;;
        (match box it with | :? unit -> () | value -> printfn "{mark}{IScriptDialect.Value}%s" (System.Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(sprintf "%A" value))))
        ;;
        {Ended(mark)}
        """;

    public string Read(string variable, string mark) => $"""
        printfn "{mark}{IScriptDialect.Value}%s" (System.Convert.ToBase64String(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(``{variable}``)))
        ;;
        {Ended(mark)}
        """;

    public string Assign(string variable, object? value, string json)
    {
        var type = value switch
        {
            string => "string",
            bool => "bool",
            int => "int",
            long => "int64",
            float => "float32",
            double => "float",
            decimal => "decimal",
            int[] => "int[]",
            long[] => "int64[]",
            double[] => "float[]",
            string[] => "string[]",
            bool[] => "bool[]",
            _ => "System.Text.Json.JsonDocument",
        };
        return $"let ``{variable}`` = System.Text.Json.JsonSerializer.Deserialize<{type}>(System.Convert.FromBase64String(\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}\"))";
    }

    public bool IsFailure(string errors) => Failure().IsMatch(errors);

    private static string Ended(string mark) => $"""
        printfn "{mark}{IScriptDialect.Done}"
        ;;
        eprintfn "{mark}{IScriptDialect.End}"
        ;;

        """;

    [GeneratedRegex(@"\berror FS\d+:|^Stopped due to error", RegexOptions.Multiline)]
    private static partial Regex Failure();
}
