using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!lsmagic</c>, also as <c>#!help</c>.</summary>
internal sealed class ListMagics(string name) : IMagic
{
    public string Name => name;

    public string Description => "lists languages and magic commands";

    public string Usage => "no options; `#!NAME -h` says what one of them takes";

    public bool TakesBody(string arguments) => false;

    public Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var languages = CellLanguages.ByName.GroupBy(pair => pair.Value, pair => pair.Key)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new[] { string.Join(" ", group.Order(StringComparer.Ordinal).Select(name => "#!" + name)), $"{group.Key} up to the next language" });
        var time = new[] { "#!time", "shows how long the cell took" };
        var magics = call.Session.Magics.OrderBy(magic => magic.Name, StringComparer.Ordinal).Select(magic => new[] { "#!" + magic.Name, magic.Description });
        call.Output.Show(Table.Of(["magic", "what it does"], [.. languages, time, .. magics]).ToBundle());
        return Task.CompletedTask;
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => new(position, position, []);
}
