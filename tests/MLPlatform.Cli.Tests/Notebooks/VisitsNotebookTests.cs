namespace MLPlatform.Cli.Tests.Notebooks;

public sealed class VisitsNotebookTests(VisitsNotebook notebook) : IClassFixture<VisitsNotebook>
{
    [Fact]
    public void Train_says_what_it_recorded() => Shows(VisitsNotebook.Train, "finished", "on local", "test auc 1.000", "data hash, model recorded");

    [Fact]
    public void Register_and_deploy_lead_to_an_endpoint()
    {
        Shows(VisitsNotebook.Register, "visits@1 registered", "`visits@champion` points at it");
        Shows(VisitsNotebook.Deploy, "visits is up", "version 1", "/v2/models/visits/infer");
    }

    [Fact]
    public void Invoke_by_raw_features_predicts_what_was_learnt() => Assert.Matches(@"^0\.[6-9]\d late probability in ", notebook.Shown[VisitsNotebook.Invoke]);

    [Fact]
    public void Lineage_leads_from_the_run_to_the_endpoint() => Shows(VisitsNotebook.Lineage, "run", "code", "job", "model", "endpoint", "visits@1");

    [Fact]
    public void Label_that_is_missing_is_refused_in_the_cell_and_fails_the_run()
    {
        Shows(VisitsNotebook.NoLabel, "MLP-TRAINING-0001", "`lates`", "Did you mean `late`?");
        Shows(VisitsNotebook.RunOfNoLabel, "1 run", "failed");
    }

    [Fact]
    public void Model_that_cannot_be_stored_fails_the_run()
    {
        Shows(VisitsNotebook.Unsaved, "MLP-JOB-0005");
        Shows(VisitsNotebook.RunOfUnsaved, "1 run", "failed");
    }

    [Fact]
    public void Notebook_value_that_is_not_passed_is_refused_before_anything_is_submitted()
    {
        Shows(VisitsNotebook.Undeclared, "MLP-CELL-0004", "`limit`");
        Assert.DoesNotContain("undeclared", notebook.Shown[VisitsNotebook.Jobs], StringComparison.Ordinal);
    }

    [Fact]
    public void Job_over_its_time_is_stopped_and_says_so()
    {
        Shows(VisitsNotebook.Endless, "MLP-JOB-0003", "limit of 2s");
        Assert.Contains("timedout", Line(VisitsNotebook.Jobs, "endless"), StringComparison.Ordinal);
    }

    [Fact]
    public void Jobs_list_every_job_with_its_end()
    {
        Assert.Contains("succeeded", Line(VisitsNotebook.Jobs, "visits"), StringComparison.Ordinal);
        Assert.Contains("failed", Line(VisitsNotebook.Jobs, "mislabelled"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_and_registry_outlive_the_notebook()
    {
        Assert.Contains("ready", await notebook.Home.SaysAsync("endpoints", "list"), StringComparison.Ordinal);
        Assert.Contains("late probability", await notebook.Home.SaysAsync("endpoints", "invoke", "visits", "distance=10", "load=0.1"), StringComparison.Ordinal);
        await notebook.Home.RefusedAsync("MLP-ENDPOINT-0005", "endpoints", "invoke", "visits", "distance=10");
    }

    private string Line(string cell, string text) => Assert.Single(notebook.Shown[cell].Split('\n'), line => line.Contains($" {text} ", StringComparison.Ordinal));

    private void Shows(string cell, params string[] texts)
    {
        foreach (var text in texts)
            Assert.True(notebook.Shown[cell].Contains(text, StringComparison.Ordinal), $"`{text}` is not in\n{notebook.Shown[cell]}\n\n{notebook.Terminal}");
    }
}
