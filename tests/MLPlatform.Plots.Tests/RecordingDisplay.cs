using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Tests;

internal sealed class RecordingDisplay : IDisplay
{
    public List<(string Kind, string? Id, MimeBundle Bundle)> Calls { get; } = [];

    public void Show(MimeBundle bundle, string? displayId = null) => Calls.Add(("show", displayId, bundle));

    public void Update(string displayId, MimeBundle bundle) => Calls.Add(("update", displayId, bundle));

    public void Write(string text, bool error = false) => Calls.Add(("write", null, MimeBundle.OfText(text)));
}
