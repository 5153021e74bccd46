namespace MLPlatform.Plots.Output;

/// <summary>Something whose representations are made already.</summary>
public sealed record Rendered(MimeBundle Bundle) : IShown
{
    public MimeBundle ToBundle() => Bundle;
}
