using MLPlatform.Contracts.Files;
using MLPlatform.Kernel.Tests.Session;

namespace MLPlatform.Kernel.Tests.Languages;

public sealed class MermaidTests : SessionTest
{
    [Fact]
    public async Task Mermaid_brings_its_library_once_and_cannot_break_out_of_the_script()
    {
        if (!File.Exists(BundledFiles.PathOf("mermaid.js")))
        {
            Assert.Contains("natives", (await RunAsync("#!mermaid\ngraph TD\nA --> B")).Error!.Message, StringComparison.Ordinal);
            return;
        }

        await EvaluateAsync("#!mermaid --display-width 400px\ngraph TD\nA[\"</script><b>\"] --> B");
        Assert.Equal(2, Output.Shown.Count);
        var html = Output.Shown.Last().Bundle.Data["text/html"];
        Assert.Contains("width:400px", html, StringComparison.Ordinal);
        Assert.DoesNotContain("</script><b>", html, StringComparison.Ordinal);
        Assert.StartsWith("graph TD", Output.Shown.Last().Bundle.Data["text/plain"], StringComparison.Ordinal);
        await EvaluateAsync("#!mermaid\ngraph TD\nA --> B");
        Assert.Single(Output.Shown);
    }
}
