using System.Runtime.InteropServices;

namespace MLPlatform.Features.Offline;

/// <summary>A rename survives a power cut only once the folder it happened in is flushed, which .NET has no call for.</summary>
internal static partial class DurableFolder
{
    // fcntl.h: O_RDONLY | O_DIRECTORY | O_CLOEXEC
    private const int ReadFolder = 0x10000 | 0x80000;

    /// <exception cref="IOException">The folder could not be flushed.</exception>
    public static void Flush(string folder)
    {
        var descriptor = Open(folder, ReadFolder);
        var flushed = descriptor >= 0 && Flush(descriptor) == 0;
        var error = Marshal.GetLastPInvokeError();
        if (descriptor >= 0)
            _ = Close(descriptor);
        if (!flushed)
            throw new IOException($"{folder}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
