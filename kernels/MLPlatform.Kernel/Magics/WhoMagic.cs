using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!who</c>: the variables' names; <c>#!whos</c>: with types and values.</summary>
internal sealed class WhoMagic(bool detailed) : IMagic
{
    private const int MostCharacters = 100;

    public string Name => detailed ? "whos" : "who";

    public string Description => detailed ? "lists the notebook's variables with types and values" : "lists the names of the notebook's variables";

    public string Usage => "no options";

    public bool TakesBody(string arguments) => false;

    public Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var all = call.Values.All;
        call.Output.Show(detailed
            ? Table.Of(["variable", "type", "value"], [.. all.Select(value => new[] { value.Name, CSharpTypeName.Of(value.Type), Short(value.Value) })]).ToBundle()
            : MimeBundle.OfText(all.Count == 0 ? "No cell has set a variable yet." : string.Join("\n", all.Select(value => value.Name))));
        return Task.CompletedTask;
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => new(position, position, []);

    private static string Short(object? value)
    {
        var text = ScalarText.Line(value).ReplaceLineEndings(" ");
        return text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";
    }
}
