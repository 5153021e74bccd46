using System.Text;
using MLPlatform.Kernel.Interrupts;

namespace MLPlatform.Kernel.Console;

/// <summary>Standard output or error, routed to the cell that writes. What no cell writes goes where it always went.</summary>
internal sealed class RoutedConsole : TextWriter
{
    private static readonly Lock Gate = new();
    private static bool s_installed;

    private readonly TextWriter _outside;
    private readonly bool _error;

    private RoutedConsole(TextWriter outside, bool error)
    {
        _outside = outside;
        _error = error;
    }

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Takes the process's console over, once: several sessions share it and are told apart by their flow.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (s_installed)
                return;
            System.Console.SetOut(new RoutedConsole(System.Console.Out, error: false) { NewLine = "\n" });
            System.Console.SetError(new RoutedConsole(System.Console.Error, error: true) { NewLine = "\n" });
            System.Console.SetIn(new RoutedInput(System.Console.In));
            s_installed = true;
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        if (CellScope.Current is { } cell)
        {
            CellPolls.Poll();
            cell.Output.Write(value, _error);
        }
        else
        {
            _outside.Write(value);
        }
    }

    public override void WriteLine() => Write("\n");

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Flush()
    {
        if (CellScope.Current is null)
            _outside.Flush();
    }
}
