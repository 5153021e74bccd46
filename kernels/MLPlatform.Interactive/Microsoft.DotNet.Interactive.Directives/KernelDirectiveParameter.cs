using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive.Directives;

/// <summary>One <c>--name value</c> of a directive.</summary>
public class KernelDirectiveParameter
{
    private readonly List<Func<KernelDirectiveCompletionContext, Task>> _completions = [];

    public KernelDirectiveParameter(string name, string? description = null)
    {
        Name = name;
        Description = description;
    }

    public string Name { get; }

    public string? Description { get; set; }

    /// <summary>True when the value may stand without its name; one parameter of a directive may say so.</summary>
    public bool AllowImplicitName { get; set; }

    public bool Required { get; set; }

    /// <summary>True for a parameter without a value.</summary>
    public bool Flag { get; set; }

    public int MaxOccurrences { get; set; } = 1;

    public string TypeHint { get; set; } = "text";

    public KernelDirectiveParameter AddCompletions(Func<KernelDirectiveCompletionContext, Task> getCompletions)
    {
        _completions.Add(getCompletions);
        return this;
    }

    public KernelDirectiveParameter AddCompletions(Func<IEnumerable<string>> getCompletions) => AddCompletions(context =>
    {
        foreach (var text in getCompletions())
            context.CompletionItems.Add(new CompletionItem(text, "Value"));
        return Task.CompletedTask;
    });

    public async Task<IReadOnlyList<CompletionItem>> GetValueCompletionsAsync()
    {
        var context = new KernelDirectiveCompletionContext();
        foreach (var complete in _completions)
            await complete(context);
        return [.. context.CompletionItems];
    }

    public override string ToString() => Name;

    /// <summary>What providers offer without waiting: completion does not hold the front end up for one that asks elsewhere.</summary>
    internal IEnumerable<string> ValuesAtOnce()
    {
        var offered = new List<string>();
        foreach (var complete in _completions)
        {
            var context = new KernelDirectiveCompletionContext();
            if (complete(context).IsCompletedSuccessfully)
                offered.AddRange(context.CompletionItems.Select(item => item.InsertText));
        }

        return offered;
    }
}

public sealed class KernelDirectiveCompletionContext
{
    public IList<CompletionItem> CompletionItems { get; } = [];
}
