using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Kernel.Tests.Session;

namespace MLPlatform.Kernel.Tests.Languages;

public sealed class FSharpTests : SessionTest
{
    [Fact]
    public async Task FSharp_cells_share_a_session_show_values_and_exchange_them()
    {
        await EvaluateAsync("#!fsharp\nlet twice x =\n    x * 2\n\nprintf \"no line end\"\n[ twice 21; 1 ]");
        Assert.Equal(("no line end", "[42; 1]"), (Output.Text, Output.Plain));
        await EvaluateAsync("#!f#\nlet quiet = twice 4");
        Assert.Empty(Output.Results);
        await EvaluateAsync("#!share quiet --from fsharp\nvar words = new[] { \"é\", \"b\\\"\" };");
        Assert.Equal("8", await EvaluateAsync("quiet"));
        await EvaluateAsync("#!fsharp\n#!share words --from csharp\nwords.[0] + words.[1]");
        Assert.Equal("\"éb\"\"", Output.Plain);

        var compile = await RunAsync("#!fsharp\nlet y : int = \"s\"");
        Assert.Equal((CellStatus.Error, LanguageErrors.CodeFailed.Id), (compile.Status, compile.Error!.Name));
        Assert.Contains("error FS0001", Output.Errors, StringComparison.Ordinal);
        Assert.Equal(CellStatus.Error, (await RunAsync("failwith \"boom\"", kernel: "fsharp")).Status);
        Assert.Equal(CellErrors.ValueNotFound.Id, (await RunAsync("#!share nosuch --from fsharp")).Error!.Name);

        using var interrupt = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        Assert.Equal(CellStatus.Interrupted, (await RunAsync("#!fsharp\nwhile true do ()", interrupt: interrupt.Token)).Status);
        Assert.Contains("starts a new one", Output.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PowerShell_is_named_when_it_is_missing()
    {
        if ((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "pwsh"))))
        {
            await EvaluateAsync("#!pwsh\n$x = 40 + 2\n\"is $x\"");
            Assert.Contains("is 42", Output.Text, StringComparison.Ordinal);
            await EvaluateAsync("#!share x --from pwsh");
            Assert.Equal("42", await EvaluateAsync("x"));
        }
        else
        {
            var missing = await RunAsync("#!pwsh\n1");
            Assert.Equal(LanguageErrors.ToolMissing.Id, missing.Error!.Name);
        }
    }
}
