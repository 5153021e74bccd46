namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Something a cell showed, which can be shown anew in the same place.</summary>
public class DisplayedValue
{
    private readonly MLPlatform.Kernel.Display.DisplayedValue _displayed;

    private DisplayedValue(MLPlatform.Kernel.Display.DisplayedValue displayed) => _displayed = displayed;

    public string DisplayId => _displayed.DisplayId;

    public object? Value => _displayed.Value;

    public bool IsUpdated => _displayed.IsUpdated;

    public IReadOnlyList<FormattedValue> FormattedValues => Formatter.Values(_displayed.Shown);

    /// <summary>What <c>display</c> returns, under the name notebooks spell.</summary>
    public static implicit operator DisplayedValue(MLPlatform.Kernel.Display.DisplayedValue displayed) => new(displayed);

    public void Update(object? updatedValue) => _displayed.Update(updatedValue);
}
