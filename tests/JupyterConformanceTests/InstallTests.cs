using System.Text.Json;

namespace JupyterConformanceTests;

public sealed class InstallTests(InstalledKernel kernel) : IClassFixture<InstalledKernel>
{
    [Theory]
    [InlineData("mlplatform")]
    [InlineData(".net-csharp")]
    public void Install_writes_a_kernelspec_that_names_this_program(string name)
    {
        using var spec = JsonDocument.Parse(File.ReadAllText(Path.Combine(kernel.DataFolder, "kernels", name, "kernel.json")));
        var argv = spec.RootElement.GetProperty("argv").EnumerateArray().Select(word => word.GetString()!).ToArray();
        Assert.True(Path.IsPathRooted(argv[0]));
        Assert.Equal(["kernel", "run", "--connection-file", "{connection_file}"], argv[^4..]);
        Assert.Equal("C# (MLPlatform)", spec.RootElement.GetProperty("display_name").GetString());
        Assert.Equal("message", spec.RootElement.GetProperty("interrupt_mode").GetString());
    }

    [Theory]
    [InlineData(".net-fsharp", "F#", "fsharp")]
    [InlineData(".net-powershell", "PowerShell", "pwsh")]
    public void Install_answers_to_the_peers_other_languages(string name, string language, string selector)
    {
        using var spec = JsonDocument.Parse(File.ReadAllText(Path.Combine(kernel.DataFolder, "kernels", name, "kernel.json")));
        Assert.Equal(language, spec.RootElement.GetProperty("language").GetString());
        Assert.Equal(selector, spec.RootElement.GetProperty("env").GetProperty("MLPLATFORM_LANGUAGE").GetString());
    }

    [Fact]
    public async Task Install_list_and_remove_under_a_prefix()
    {
        var prefix = Path.Combine(kernel.DataFolder, "prefix");
        Assert.Equal(0, (await kernel.RunProgramAsync("kernel", "install", "--prefix", prefix)).Code);
        var listed = await kernel.RunProgramAsync("kernel", "list", "--prefix", prefix);
        Assert.Contains("1 kernel", listed.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await kernel.RunProgramAsync("kernel", "remove", "--prefix", prefix)).Code);
        Assert.False(Directory.Exists(Path.Combine(prefix, "share", "jupyter", "kernels", "mlplatform")));
        Assert.Contains("nothing to remove", (await kernel.RunProgramAsync("kernel", "remove", "--prefix", prefix)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_with_a_connection_file_that_is_not_one_says_so()
    {
        var (code, output) = await kernel.RunProgramAsync("kernel", "run", "--connection-file", "/absent.json");
        Assert.Equal(1, code);
        Assert.Contains("/absent.json", output, StringComparison.Ordinal);
        Assert.Contains("MLP-CELL-0006", output, StringComparison.Ordinal);
    }
}
