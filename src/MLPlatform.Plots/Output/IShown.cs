namespace MLPlatform.Plots.Output;

/// <summary>A value that knows how it wants to be seen. Front ends pick the richest media type they have.</summary>
public interface IShown
{
    MimeBundle ToBundle();
}
