using MLPlatform.Plots.Output;

namespace MLPlatform.Magics.Tree;

/// <summary>What a command shows on its way while its result is asked for as JSON: beside the result, so that standard output holds nothing else.</summary>
public sealed class AsideDisplay(IDisplay display) : IDisplay
{
    public void Show(MimeBundle bundle, string? displayId = null)
    {
        // What will be redrawn is progress: of no use to a reader of JSON.
        if (displayId is null)
            display.Write(bundle.Data[MimeBundle.Plain] + "\n", error: true);
    }

    public void Update(string displayId, MimeBundle bundle)
    {
    }

    public void Write(string text, bool error = false) => display.Write(text, error: true);
}
