using System.Data.Common;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace MLPlatform.Kernel.Connections;

/// <summary>
/// Database drivers in a load context of their own, met only through ADO.NET's base classes: a notebook may bring another version of a driver
/// with <c>#r "nuget: …"</c>, and the two never see each other.
/// </summary>
internal sealed class DriverAssemblies() : AssemblyLoadContext("database drivers")
{
    private const string SystemSqlite = "libsqlite3.so.0";

    private static readonly string[] Own = ["Npgsql", "Microsoft.Data.Sqlite", "SQLitePCLRaw.core", "SQLitePCLRaw.provider.e_sqlite3", "SQLitePCLRaw.batteries_v2"];

    private static readonly Lazy<DriverAssemblies> Shared = new(() => new DriverAssemblies());

    private static readonly Lazy<Type> NpgsqlConnection = new(() => Shared.Value.LoadFromAssemblyName(new AssemblyName("Npgsql")).GetType("Npgsql.NpgsqlConnection", throwOnError: true)!);

    private static readonly Lazy<Type> SqliteConnection = new(() =>
    {
        Shared.Value.LoadFromAssemblyName(new AssemblyName("SQLitePCLRaw.batteries_v2")).GetType("SQLitePCL.Batteries_V2", throwOnError: true)!.GetMethod("Init")!.Invoke(null, null);
        return Shared.Value.LoadFromAssemblyName(new AssemblyName("Microsoft.Data.Sqlite")).GetType("Microsoft.Data.Sqlite.SqliteConnection", throwOnError: true)!;
    });

    private static readonly Lazy<MethodInfo> SqliteInterrupt = new(() =>
        Shared.Value.LoadFromAssemblyName(new AssemblyName("SQLitePCLRaw.core")).GetType("SQLitePCL.raw", throwOnError: true)!.GetMethod("sqlite3_interrupt")!);

    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static DbConnection Postgres(string connectionString) => Create(NpgsqlConnection.Value, connectionString);

    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static DbConnection Sqlite(string connectionString) => Create(SqliteConnection.Value, connectionString);

    /// <summary>Ends the statement that runs on a SQLite connection; its driver has no cancellation of its own.</summary>
    public static void InterruptSqlite(DbConnection connection) =>
        SqliteInterrupt.Value.Invoke(null, [SqliteConnection.Value.GetProperty("Handle")!.GetValue(connection)]);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var file = Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll");
        return Own.Contains(assemblyName.Name) && File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    // The system's SQLite is patched by its distribution; the package's is the fallback.
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        unmanagedDllName == "e_sqlite3" && NativeLibrary.TryLoad(SystemSqlite, out var handle) ? handle : 0;

    private static DbConnection Create(Type type, string connectionString)
    {
        try
        {
            return (DbConnection)Activator.CreateInstance(type, connectionString)!;
        }
        catch (TargetInvocationException refused) when (refused.InnerException is ArgumentException bad)
        {
            throw bad;
        }
    }
}
