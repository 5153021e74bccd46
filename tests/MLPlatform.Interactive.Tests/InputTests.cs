using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Interactive.Tests;

public sealed class InputTests : NotebookTest
{
    [Fact]
    public async Task GetInputAsync_asks_the_front_end() =>
        Assert.Equal("ask Who?\nresult text/plain: Ada", await ShownAsync("await GetInputAsync(\"Who?\")", "Ada"));

    [Fact]
    public async Task GetPasswordAsync_hides_what_was_typed()
    {
        Assert.Equal("ask password Key?\nresult text/plain: ************", await ShownAsync("var key = await GetPasswordAsync(\"Key?\"); key", "secret"));
        Assert.Equal("result text/plain: secret", await ShownAsync("using Microsoft.DotNet.Interactive;\nPasswordString same = key;\nsame.GetClearTextPassword()"));
    }

    [Fact]
    public async Task GetInputsAsync_asks_one_after_the_other() =>
        Assert.Equal(
            "ask First?\nask password Second?\nresult text/plain: 12",
            await ShownAsync("using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Commands;\nvar all = await Kernel.GetInputsAsync(new[] { new InputDescription(\"a\", \"First?\"), new InputDescription(\"b\", \"Second?\") { TypeHint = \"password\" } });\nall[\"a\"] + all[\"b\"]", "1", "2"));

    [Fact]
    public async Task RequestInput_is_a_command_too() =>
        Assert.Equal("ask Name?\nresult text/plain: Bo", await ShownAsync("using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Commands;\nusing Microsoft.DotNet.Interactive.Events;\n(await Kernel.Root.SendAsync(new RequestInput(\"Name?\"))).Events.OfType<InputProduced>().Single().Value", "Bo"));

    [Theory]
    [InlineData("#!set --name x --value @input", "ask Please enter a value for parameter: --value")]
    [InlineData("#!set --name x --value @input:name", "ask name")]
    [InlineData("#!set --name x --value @input:\"Your name?\"", "ask Your name?")]
    [InlineData("#!set --name x --value @input:{\"prompt\":\"A file?\",\"type\":\"file\"}", "ask A file?")]
    [InlineData("#!value --name x --from-value @input:\"Text?\"", "ask Text?\ndisplay text/plain: typed \"in\"")]
    [InlineData("#!value --name x --from-value @input", "ask Please enter a value for parameter: --from-value\ndisplay text/plain: typed \"in\"")]
    public async Task Magic_asks_for_its_values(string cell, string shown)
    {
        Assert.Equal(shown, await ShownAsync(cell, "typed \"in\""));
        Assert.Equal("result text/plain: typed \"in\"", await ShownAsync("x"));
    }

    [Fact]
    public async Task Set_keeps_a_password_as_one()
    {
        await ShownAsync("#!set --name p --value @password:\"Key?\"", "secret");
        Assert.Equal("result text/plain: ************", await ShownAsync("p"));
        Assert.Equal("result text/plain: secret", await ShownAsync("p.GetClearTextPassword()"));
    }

    [Fact]
    public async Task Provided_packages_bring_the_api_and_others_do_not()
    {
        Assert.True(Session.TryProvide("microsoft.dotnet.interactive.formatting"));
        Assert.False(Session.TryProvide("Newtonsoft.Json"));
        Assert.Equal(CellErrors.CellDoesNotCompile.Id, (await RunAsync("Formatter.ListExpansionLimit")).Error!.Name);
        Assert.Equal("result text/plain: 20", await ShownAsync("using Microsoft.DotNet.Interactive.Formatting;\nFormatter.ListExpansionLimit"));
    }

    [Fact]
    public async Task Directive_completes_names_and_values()
    {
        await ShownAsync("""
            using Microsoft.DotNet.Interactive; using Microsoft.DotNet.Interactive.Directives;
            Kernel.Root.AddDirective(new KernelActionDirective("#!go") { Parameters = { new KernelDirectiveParameter("--where") { AllowImplicitName = true }.AddCompletions(() => new[] { "dev", "prod" }) } }, (command, context) => Task.CompletedTask);
            """);
        Assert.Equal(["dev"], (await Session.CompleteAsync("#!go d", 6, default)).Items.Select(item => item.Text));
        Assert.Equal(["--where"], (await Session.CompleteAsync("#!go --w", 8, default)).Items.Select(item => item.Text));
        Assert.Equal(["prod"], (await Session.CompleteAsync("#!go --where p", 14, default)).Items.Select(item => item.Text));
    }

    [Fact]
    public async Task Formatters_belong_to_their_session()
    {
        await ShownAsync("using Microsoft.DotNet.Interactive.Formatting;\nFormatter.Register<int>(i => \"<b>\" + i + \"</b>\", \"text/html\");");
        Assert.Equal("result text/html: <b>1</b>", await ShownAsync("1"));
        await using var other = new NotebookSession(Session.Options);
        var record = new CellRecord();
        await other.RunAsync(new CellRequest("1"), record, default);
        Assert.Equal("result text/plain: 1", record.ToString());
    }

    [Theory]
    [InlineData("var n = 7; while (true) n++;")]
    [InlineData("System.Threading.Thread.Sleep(60_000);")]
    [InlineData("await Task.Delay(60_000);")]
    public async Task Interrupt_ends_a_submission_inside_a_cell(string code)
    {
        using var interrupt = new CancellationTokenSource();
        var output = new CellRecord();
        var running = Session.RunAsync(new CellRequest("using Microsoft.DotNet.Interactive;\nConsole.Write(\"in\");\nawait Kernel.Root.SubmitCodeAsync(\"" + code + "\");"), output, interrupt.Token);
        while (!output.ToString().Contains("in", StringComparison.Ordinal))
            await Task.Delay(10);
        await interrupt.CancelAsync();
        Assert.Equal(CellStatus.Interrupted, (await running.WaitAsync(TimeSpan.FromSeconds(30))).Status);
        Assert.Equal("result text/plain: 2", await ShownAsync("1 + 1"));
    }
}
