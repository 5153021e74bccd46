using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Display;

/// <summary>Something a cell showed, which can be shown anew in the same place.</summary>
public sealed class DisplayedValue
{
    private readonly ICellOutput? _output;
    private readonly string[] _mimeTypes;

    internal DisplayedValue(ICellOutput? output, object? value, string[] mimeTypes)
    {
        _output = output;
        _mimeTypes = mimeTypes;
        Value = value;
        DisplayId = Contracts.Identity.NewId.Run();
        Shown = Choose(value);
    }

    public string DisplayId { get; }

    public object? Value { get; private set; }

    public bool IsUpdated { get; private set; }

    /// <summary>What stands on the page now.</summary>
    public MimeBundle Shown { get; private set; }

    internal static DisplayedValue Show(ICellOutput output, object? value, string[] mimeTypes)
    {
        var displayed = new DisplayedValue(output, value, mimeTypes);
        output.Show(displayed.Shown, displayed.DisplayId);
        return displayed;
    }

    /// <summary>Replaces what is shown, under the same display id, also from a later cell.</summary>
    public void Update(object? value)
    {
        Value = value;
        IsUpdated = true;
        Shown = Choose(value);
        // A front end takes updates only from the cell that runs.
        if (_output is not null)
            (CurrentCell.Output ?? _output).Update(DisplayId, Shown);
    }

    private MimeBundle Choose(object? value)
    {
        var bundle = ValueFormatter.ToBundle(value);
        if (_mimeTypes.Length == 0)
            return bundle;
        var chosen = _mimeTypes.Distinct().ToDictionary(type => type, type => bundle.Data.TryGetValue(type, out var content) ? content : Representation.Of(value, type));
        chosen.TryAdd(MimeBundle.Plain, bundle.Data[MimeBundle.Plain]);
        return new MimeBundle(chosen);
    }
}
