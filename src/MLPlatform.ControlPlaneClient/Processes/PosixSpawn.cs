using System.Runtime.InteropServices;

namespace MLPlatform.ControlPlaneClient.Processes;

// Process.Start can neither open a new session nor write a child's output to a file without a reader in this process,
// and both are what lets a child outlive its parent. Constants are glibc's and musl's on Linux.
internal static partial class PosixSpawn
{
    // spawn.h: POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID
    private const short Flags = 0x04 | 0x08 | 0x80;
    private const int WriteOnlyCreateAppend = 0x1 | 0x40 | 0x400;
    private const int OwnerReadWrite = 0x180;

    // posix_spawnattr_t has 336 bytes, posix_spawn_file_actions_t 80, sigset_t 128; the rest is margin.
    private const int OpaqueBytes = 512;

    /// <returns>The child's pid, or the negated errno.</returns>
    public static unsafe int Start(LaunchRequest request, IReadOnlyList<string> environment)
    {
        byte* attributes = stackalloc byte[OpaqueBytes];
        byte* actions = stackalloc byte[OpaqueBytes];
        byte* signals = stackalloc byte[OpaqueBytes];
        Check(AttributesInit(attributes));
        Check(ActionsInit(actions));
        var argv = Strings(request.Command);
        var envp = Strings(environment);
        try
        {
            Check(SetFlags(attributes, Flags));
            Check(EmptySet(signals));
            Check(SetMask(attributes, signals));
            // The runtime ignores SIGPIPE and a shell may have ignored others; ignored signals survive exec.
            foreach (var signal in (ReadOnlySpan<int>)[1, 2, 3, 13, 15, 17])
                Check(AddToSet(signals, signal));
            Check(SetDefaults(attributes, signals));
            Check(AddOpen(actions, 0, "/dev/null", 0, 0));
            Check(AddOpen(actions, 1, request.LogFile, WriteOnlyCreateAppend, OwnerReadWrite));
            Check(AddDuplicate(actions, 1, 2));
            Check(AddFolder(actions, request.Folder));
            CloseOthers(actions);
            var error = Spawn(out var pid, request.Command[0], actions, attributes, argv, envp);
            return error == 0 ? pid : -error;
        }
        finally
        {
            Free(argv, request.Command.Count);
            Free(envp, environment.Count);
            ActionsDestroy(actions);
            AttributesDestroy(attributes);
        }
    }

    // A front end may have left pipes open in this process; a child that kept them would keep their readers waiting.
    private static unsafe void CloseOthers(byte* actions)
    {
        if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "posix_spawn_file_actions_addclosefrom_np", out var address))
            Check(((delegate* unmanaged<byte*, int, int>)address)(actions, 3));
    }

    private static unsafe byte** Strings(IReadOnlyList<string> values)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)values.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < values.Count; i++)
            array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i]);
        return array;
    }

    private static unsafe void Free(byte** array, int count)
    {
        for (var i = 0; i < count; i++)
            Marshal.FreeCoTaskMem((nint)array[i]);
        NativeMemory.Free(array);
    }

    private static void Check(int error)
    {
        if (error != 0)
            throw new InvalidOperationException($"posix_spawn set-up failed: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Spawn(out int pid, string program, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static unsafe partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static unsafe partial int SetDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static unsafe partial int EmptySet(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static unsafe partial int AddToSet(byte* signals, int signal);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int AddOpen(byte* actions, int descriptor, string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int AddFolder(byte* actions, string path);
}
