namespace MLPlatform.Plots.Output;

/// <summary>Where a cell, a command or a job shows things: a notebook cell, a terminal, a job's journal.</summary>
public interface IDisplay
{
    /// <summary>Shows a bundle; with an id it can be updated later.</summary>
    void Show(MimeBundle bundle, string? displayId = null);

    /// <summary>Replaces everything shown under the id.</summary>
    void Update(string displayId, MimeBundle bundle);

    /// <summary>Plain text, as if written to standard output or standard error.</summary>
    void Write(string text, bool error = false);
}
