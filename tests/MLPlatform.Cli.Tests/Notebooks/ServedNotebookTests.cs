namespace MLPlatform.Cli.Tests.Notebooks;

public sealed class ServedNotebookTests(ServedNotebook notebook) : IClassFixture<ServedNotebook>
{
    [Fact]
    public void A_version_is_tried_promoted_and_rolled_back()
    {
        Shows(ServedNotebook.Deploy, "served is up", "version 1");
        Shows(ServedNotebook.Canary, "served tries version 2", "beside version 1", "50% of requests");
        Shows(ServedNotebook.Show, "tries version 2", "on trial", "gRPC at http://127.0.0.1");
        Shows(ServedNotebook.Promote, "served serves version 2", "brings version 1 back");
        Shows(ServedNotebook.Rollback, "served serves version 1");
        Shows(ServedNotebook.Shadow, "version 2 shadows served");
        Shows(ServedNotebook.EndShadow, "served serves version 1");
    }

    [Fact]
    public void Frames_are_scored_timed_and_logged()
    {
        Shows(ServedNotebook.Batch, "300 rows scored", "late_probability");
        Shows(ServedNotebook.Benchmark, "ms p99", "at 40 requests a second");
        Shows(ServedNotebook.Logs, "serves version 1");
    }

    [Fact]
    public void Labels_that_come_later_measure_and_teach_the_estimate()
    {
        Shows(ServedNotebook.Labels, "150 labels kept");
        Shows(ServedNotebook.Performance, "AUC 1.000 measured", "150 labelled rows", "estimated");
    }

    [Fact]
    public void Drift_is_said_once_and_trains_again_once()
    {
        Shows(ServedNotebook.Monitor, "inputs drifted");
        Shows(ServedNotebook.Check, "sent", "inputs drifted", "distance", "training again as job");
        Shows(ServedNotebook.CheckAgain, "0 sent", "held back");
        Assert.DoesNotContain("training again", notebook.Shown[ServedNotebook.CheckAgain], StringComparison.Ordinal);
        Shows(ServedNotebook.Silence, "served is silent");
        Shows(ServedNotebook.Evidence, "3");
        Assert.Contains("inputs drifted", File.ReadAllText(Path.Combine(notebook.Home.Folder, "logs", "alerts.jsonl")), StringComparison.Ordinal);
    }

    private void Shows(string cell, params string[] texts)
    {
        foreach (var text in texts)
            Assert.True(notebook.Shown[cell].Contains(text, StringComparison.Ordinal), $"`{text}` is not in\n{notebook.Shown[cell]}\n\n{notebook.Terminal}");
    }
}
