using System.Globalization;

namespace MLPlatform.Hosting.Logging;

/// <summary>An append-only file that starts anew when it is full, keeping a few older ones as <c>NAME.1</c>, <c>NAME.2</c>, …</summary>
internal sealed class RotatingFile(string path, long mostBytes = 8L << 20, int keep = 4) : IDisposable
{
    private readonly Lock _gate = new();
    private FileStream? _file;

    /// <summary>Appends whole lines with one write, so that lines of several threads do not mix.</summary>
    public void Append(ReadOnlySpan<byte> lines)
    {
        lock (_gate)
        {
            _file ??= Open();
            if (_file.Length > 0 && _file.Length + lines.Length > mostBytes)
                Rotate();
            _file.Write(lines);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _file?.Dispose();
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    private void Rotate()
    {
        _file!.Dispose();
        for (var i = keep; i > 0; i--)
        {
            var older = i == 1 ? path : Numbered(i - 1);
            if (File.Exists(older))
                File.Move(older, Numbered(i), overwrite: true);
        }

        _file = Open();
    }

    private string Numbered(int number) => path + "." + number.ToString(CultureInfo.InvariantCulture);
}
