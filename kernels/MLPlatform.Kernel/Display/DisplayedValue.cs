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
    }

    public string DisplayId { get; }

    public object? Value { get; private set; }

    public bool IsUpdated { get; private set; }

    /// <summary>Replaces what is shown, under the same display id, also from a later cell.</summary>
    public void Update(object? value)
    {
        Value = value;
        IsUpdated = true;
        _output?.Update(DisplayId, Choose(value));
    }

    internal MimeBundle Choose(object? value)
    {
        var bundle = ValueFormatter.ToBundle(value);
        if (_mimeTypes.Length == 0)
            return bundle;
        var chosen = bundle.Data.Where(pair => _mimeTypes.Contains(pair.Key)).ToDictionary();
        // A type no formatter offers is taken as "this text is of that type".
        foreach (var missing in _mimeTypes.Where(type => !chosen.ContainsKey(type)))
            chosen[missing] = value as string ?? bundle.Data[MimeBundle.Plain];
        chosen.TryAdd(MimeBundle.Plain, bundle.Data[MimeBundle.Plain]);
        return new MimeBundle(chosen);
    }
}
