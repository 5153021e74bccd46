using MLPlatform.Contracts.Errors;

namespace MLPlatform.Kernel.Tests.Session;

public sealed class ImportTests : SessionTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("import-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Import_runs_source_files_and_notebooks_as_part_of_the_cell()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.csx"), "int Twice(int n) => n * 2;");
        await File.WriteAllTextAsync(Path.Combine(_folder, "b.ipynb"), """{"cells":[{"cell_type":"markdown","metadata":{},"source":"# from b"},{"cell_type":"code","metadata":{},"outputs":[],"execution_count":null,"source":"var b = Twice(4);"}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        Assert.Equal("9", await EvaluateAsync($"#!import \"{_folder}/a.csx\"\n#!import --file \"{_folder}/b.ipynb\"\n#!csharp\nb + 1"));
        Assert.Contains("from b", Output.Shown.First().Bundle.Data["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_says_which_cell_of_the_file_failed()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.csx"), "\nthrow new InvalidOperationException(\"broken\");");
        var failed = await RunAsync($"#!import \"{_folder}/bad.csx\"");
        Assert.Equal(CellErrors.NotebookFailed.Id, failed.Error!.Name);
        Assert.Contains("broken", failed.Error.Message, StringComparison.Ordinal);
        Assert.Contains("throw new", failed.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_brings_a_script()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "lib.csx"), "int Thrice(int n) => n * 3;");
        Assert.Equal("6", await EvaluateAsync($"#load \"{_folder}/lib.csx\"\nThrice(2)"));
    }
}
