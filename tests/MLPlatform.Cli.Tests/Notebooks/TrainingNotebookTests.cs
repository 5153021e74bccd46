namespace MLPlatform.Cli.Tests.Notebooks;

public sealed class TrainingNotebookTests(TrainingNotebook notebook) : IClassFixture<TrainingNotebook>
{
    [Fact]
    public async Task Outputs_are_fetched_from_the_shell_and_logs_read_there()
    {
        Shows(TrainingNotebook.Report, "written", "finished");
        var to = Path.Combine(notebook.Home.Work, "fetched");
        var id = JobOf("report");

        Assert.Contains("2 files", await notebook.Home.SaysAsync("jobs", "fetch", id, "--to", to), StringComparison.Ordinal);
        Assert.Equal("3 rows", await File.ReadAllTextAsync(Path.Combine(to, "report.txt")));
        Assert.Equal("plot", await File.ReadAllTextAsync(Path.Combine(to, "plots", "a.txt")));
        Assert.Contains("workload.json", await notebook.Home.SaysAsync("jobs", "fetch", id, "--list"), StringComparison.Ordinal);
        Assert.StartsWith("written\n", await notebook.Home.SaysAsync("jobs", "logs", id, "--tail", "1"), StringComparison.Ordinal);
        Assert.Contains("0 USD", await notebook.Home.SaysAsync("jobs", "cost", id), StringComparison.Ordinal);
        await notebook.Home.RefusedAsync("MLP-JOB-0014", "jobs", "fetch", id, "no.txt");
    }

    [Fact]
    public void Estimate_and_refusals_start_nothing()
    {
        Shows(TrainingNotebook.Estimate, "local", "cores", "free", "nothing was started");
        Shows(TrainingNotebook.NoCompile, "MLP-CELL-0003", "line 2: CS1061", "NoSuchThing");
        Shows(TrainingNotebook.NoGpu, "MLP-JOB-0013", "9 GPUs");
        Assert.DoesNotContain("never", notebook.Shown[TrainingNotebook.Jobs], StringComparison.Ordinal);
    }

    [Fact]
    public void Output_that_is_not_left_fails_the_job_by_name() => Shows(TrainingNotebook.NoOutput, "nothing written", "MLP-JOB-0010", "`report.txt`");

    [Fact]
    public void Cell_over_its_memory_is_told_so() => Shows(TrainingNotebook.Memory, "MLP-JOB-0008", "Out of memory");

    [Fact]
    public void Killed_worker_goes_on_from_its_checkpoint_in_the_same_cell() => Shows(TrainingNotebook.Retry, "from the start", "from 7", "finished", "attempt 2");

    [Fact]
    public void CSharp_trains_as_the_magic_does() => Shows(TrainingNotebook.FromCSharp, "3");

    [Fact]
    public void Tune_tries_every_part_of_the_range_as_child_runs_and_names_the_best()
    {
        Shows(TrainingNotebook.Tune, "loss ", "with x ", "of 6 trials", "0 given up early", "succeeded");
        Shows(TrainingNotebook.Children, "7 runs");
        Shows(TrainingNotebook.NoMetric, "MLP-TRACKING", "`losss`", "Did you mean `loss`?");
    }

    private string JobOf(string name) => notebook.Shown[TrainingNotebook.Jobs].Split('\n').Single(line => line.Contains($" {name} ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries).First(word => word.Length > 30);

    private void Shows(string cell, params string[] texts)
    {
        foreach (var text in texts)
            Assert.True(notebook.Shown[cell].Contains(text, StringComparison.Ordinal), $"`{text}` is not in\n{notebook.Shown[cell]}\n\n{notebook.Terminal}");
    }
}
