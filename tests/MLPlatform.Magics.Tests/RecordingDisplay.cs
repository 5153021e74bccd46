using MLPlatform.Plots.Output;

namespace MLPlatform.Magics.Tests;

/// <summary>Keeps what was shown, as plain text.</summary>
internal sealed class RecordingDisplay : IDisplay
{
    public List<string> Texts { get; } = [];

    public void Show(MimeBundle bundle, string? displayId = null) => Texts.Add(bundle.Data[MimeBundle.Plain]);

    public void Update(string displayId, MimeBundle bundle) => Show(bundle);

    public void Write(string text, bool error = false) => Texts.Add(text);
}
