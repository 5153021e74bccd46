using MLPlatform.Kernel.Interrupts;

namespace MLPlatform.Kernel.Console;

/// <summary><c>Console.ReadLine</c> in a cell asks the front end.</summary>
internal sealed class RoutedInput(TextReader outside) : TextReader
{
    public override string? ReadLine()
    {
        if (CellScope.Current is not { } cell)
            return outside.ReadLine();
        // The API is synchronous; the answer comes on another thread.
        string? line = null;
        Exception? failure = null;
        using var answered = new ManualResetEventSlim();
        _ = AskAsync();
        answered.Wait(cell.Interrupt);
        return failure is null ? line : throw failure;

        async Task AskAsync()
        {
            try
            {
                line = await cell.Output.AskAsync("", password: false, cell.Interrupt).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                failure = error;
            }

            answered.Set();
        }
    }

    public override async Task<string?> ReadLineAsync() =>
        CellScope.Current is { } cell ? await cell.Output.AskAsync("", password: false, cell.Interrupt) : await outside.ReadLineAsync();

    public override int Read() => outside.Read();

    public override int Peek() => outside.Peek();
}
