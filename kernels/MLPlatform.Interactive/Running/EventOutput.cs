using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Interactive.Running;

/// <summary>Passes outputs on and tells each of them as an event.</summary>
/// <param name="isNested">The code runs inside another cell: its value is shown, because a cell has only one result.</param>
internal sealed class EventOutput(ICellOutput inner, Microsoft.DotNet.Interactive.Kernel? kernel, KernelCommand? command, bool isNested, Func<object?> lastValue, Action<KernelEvent> tell) : ICellOutput
{
    public Microsoft.DotNet.Interactive.Kernel? Kernel => kernel;

    public KernelCommand? Command => command;

    public void Show(MimeBundle bundle, string? displayId = null)
    {
        inner.Show(bundle, displayId);
        tell(new DisplayedValueProduced(null, command, Values(bundle), displayId));
    }

    public void Update(string displayId, MimeBundle bundle)
    {
        inner.Update(displayId, bundle);
        tell(new DisplayedValueUpdated(null, displayId, command, Values(bundle)));
    }

    public void Result(MimeBundle bundle)
    {
        if (isNested)
            inner.Show(bundle);
        else
            inner.Result(bundle);
        tell(new ReturnValueProduced(lastValue(), command, Values(bundle)));
    }

    public void Write(string text, bool error = false)
    {
        inner.Write(text, error);
        IReadOnlyCollection<FormattedValue> values = [new FormattedValue(PlainTextFormatter.MimeType, text)];
        tell(error ? new StandardErrorValueProduced(command, values) : new StandardOutputValueProduced(command, values));
    }

    public void Clear(bool wait) => inner.Clear(wait);

    public Task<string> AskAsync(string prompt, bool password, CancellationToken cancel) => inner.AskAsync(prompt, password, cancel);

    /// <summary>Shows what an event carries; an event that carries nothing reaches the observers alone.</summary>
    public static void Publish(KernelEvent @event, ICellOutput output, NotebookSession session)
    {
        switch (@event)
        {
            case DisplayedValueUpdated { ValueId: { } id } updated:
                output.Update(id, Bundle(updated));
                break;
            case StandardOutputValueProduced written:
                output.Write(string.Concat(written.FormattedValues.Select(value => value.Value)));
                break;
            case StandardErrorValueProduced written:
                output.Write(string.Concat(written.FormattedValues.Select(value => value.Value)), error: true);
                break;
            case ErrorProduced failed:
                output.Write(failed.Message + "\n", error: true);
                break;
            case DisplayEvent shown:
                output.Show(Bundle(shown), shown.ValueId);
                break;
            default:
                EventStream.Of(session).Tell(@event);
                break;
        }
    }

    private static IReadOnlyCollection<FormattedValue> Values(MimeBundle bundle) => Formatter.Values(bundle);

    private static MimeBundle Bundle(DisplayEvent shown)
    {
        var data = shown.FormattedValues.GroupBy(value => value.MimeType).ToDictionary(group => group.Key, group => group.Last().Value);
        data.TryAdd(MimeBundle.Plain, shown.FormattedValues.FirstOrDefault()?.Value ?? "");
        return new MimeBundle(data);
    }
}
