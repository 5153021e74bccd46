namespace JupyterConformanceTests;

public class ConformanceTests(InstalledKernel kernel) : IClassFixture<InstalledKernel>
{
    [Fact]
    public Task Jupyter_kernel_test_suite_passes() => kernel.PassesAsync("kernel_suite.py");

    [Fact]
    public Task Messages_are_as_the_protocol_says() => kernel.PassesAsync("message_spec.py");

    [Fact]
    public Task Answers_hold_what_front_ends_show() => kernel.PassesAsync("answers_spec.py");

    [Fact]
    public Task History_spans_sessions() => kernel.PassesAsync("history_spec.py");

    [Fact]
    public Task Misbehaving_clients_harm_only_themselves() => kernel.PassesAsync("misbehaving.py");

    [Fact]
    public Task Notebooks_run_under_nbclient() => kernel.PassesAsync("notebook.py");

    [Fact]
    public Task Notebooks_have_the_same_outputs_headless_and_under_nbclient() => kernel.PassesAsync("both_ways.py");
}
