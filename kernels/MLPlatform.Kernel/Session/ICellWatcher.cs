namespace MLPlatform.Kernel.Session;

/// <summary>Sees every cell of a session begin and end, and may look at its outputs on their way.</summary>
public interface ICellWatcher
{
    /// <returns>Where the cell's outputs go: <paramref name="output"/> itself, or something that passes them on to it.</returns>
    ICellOutput Begin(CellRequest cell, ICellOutput output);

    void End(CellRequest cell, CellResult result);
}
