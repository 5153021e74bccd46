using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Tests.Output;

public class TerminalDisplayTests
{
    [Fact]
    public void A_pipe_gets_the_last_state_of_each_display_only()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using (var display = new TerminalDisplay(output, output, live: false))
        {
            display.Show(Text("0 %"), "p");
            display.Update("p", Text("50 %"));
            display.Update("p", Text("100 %"));
            display.Show(Text("done"));
            display.Show(Text("again"), "q");
        }

        Assert.Equal("100 %\ndone\nagain\n", output.ToString());
    }

    [Fact]
    public void A_terminal_is_redrawn_in_place_as_many_rows_as_the_text_took()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var display = new TerminalDisplay(output, output, live: true, width: 10);
        display.Show(Text("short\n0123456789abc"), "p");
        display.Update("p", Text("end"));
        Assert.Equal("short\n0123456789abc\n\u001b[3A\r\u001b[Jend\n", output.ToString());
    }

    [Fact]
    public void What_comes_below_settles_a_display_and_its_update_appears_anew()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var display = new TerminalDisplay(output, output, live: true);
        display.Show(Text("50 %"), "p");
        display.Write("log line\n");
        display.Update("p", Text("100 %"));
        Assert.Equal("50 %\nlog line\n100 %\n", output.ToString());
    }

    [Fact]
    public void Error_text_goes_to_the_error_writer()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var display = new TerminalDisplay(output, errors, live: false);
        display.Write("bad", error: true);
        Assert.Equal(("", "bad"), (output.ToString(), errors.ToString()));
    }

    private static MimeBundle Text(string text) => MimeBundle.OfText(text);
}
