using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;

namespace MLPlatform.Training.Checkpointing;

/// <summary>A folder of named states, each whole or absent: a process killed while it writes leaves the state before.</summary>
public sealed class Checkpoints(string folder)
{
    public string Folder => folder;

    /// <summary>Replaces the state of this name; on disk when this returns.</summary>
    /// <param name="name">A file name.</param>
    /// <exception cref="PlatformException">The disk is full or read-only; the state before is still there.</exception>
    public void Save(string name, ReadOnlySpan<byte> state)
    {
        var path = PathOf(name);
        var draft = path + WorkloadFolders.Unfinished;
        try
        {
            Directory.CreateDirectory(folder);
            using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
            {
                file.Write(state);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(DataErrors.NotWritten, $"The checkpoint `{path}` could not be written: {refused.Message}", "Free some space in the platform home.", refused);
        }
    }

    /// <returns>Null when there is none of this name.</returns>
    public byte[]? Load(string name)
    {
        var path = PathOf(name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    private string PathOf(string name) => name.Length > 0 && Path.GetFileName(name) == name
        ? Path.Combine(folder, name)
        : throw new PlatformException(TrainingErrors.BadOption, $"`{name}` is no name for a checkpoint.", "Use a plain file name.");
}
