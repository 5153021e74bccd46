using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace MLPlatform.ControlPlane.Store;

/// <summary>Chooses the SQLite library once a process: the system's patched one where there is one, else the one the package carries (3.35, 2021).</summary>
internal static class NativeSqlite
{
    private static readonly Lazy<bool> Ready = new(Load);

    public static void EnsureLoaded() => _ = Ready.Value;

    private static bool Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        return true;
    }

    // Zero hands the search back to the runtime, which finds the package's own library.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", out var handle) ? handle : 0;
}
