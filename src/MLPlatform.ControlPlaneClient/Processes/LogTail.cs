using System.Text;

namespace MLPlatform.ControlPlaneClient.Processes;

/// <summary>The last lines of a log, for a message about the process that wrote it.</summary>
public static class LogTail
{
    private const int ReadBytes = 16 << 10;

    /// <returns>At most <paramref name="lines"/> lines that hold text, or a note that there are none.</returns>
    /// <param name="mostBytes">Of the file's end that are looked at.</param>
    public static string Read(string path, int lines, int mostBytes = ReadBytes)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(mostBytes, file.Length), SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            var last = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(lines).ToList();
            return last.Count == 0 ? "its log is empty" : string.Join('\n', last);
        }
        catch (IOException)
        {
            return "it left no log";
        }
    }
}
