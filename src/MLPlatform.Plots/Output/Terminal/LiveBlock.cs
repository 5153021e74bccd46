using System.Globalization;

namespace MLPlatform.Plots.Output.Terminal;

/// <summary>The lines at the bottom of a terminal that can still be redrawn.</summary>
internal sealed class LiveBlock(string displayId, string text, int width)
{
    private const string EraseBelow = "\u001b[J";

    public string DisplayId => displayId;

    public string Text { get; private set; } = text;

    private int Rows => Text.Split('\n').Sum(line => 1 + (Math.Max(line.Length - 1, 0) / Math.Max(width, 1)));

    public void Draw(TextWriter terminal)
    {
        terminal.WriteLine(Text);
        terminal.Flush();
    }

    public void Redraw(TextWriter terminal, string text)
    {
        terminal.Write(string.Create(CultureInfo.InvariantCulture, $"\u001b[{Rows}A\r{EraseBelow}"));
        Text = text;
        Draw(terminal);
    }
}
