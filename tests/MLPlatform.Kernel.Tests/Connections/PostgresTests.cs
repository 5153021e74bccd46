using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MLPlatform.Frames;
using MLPlatform.Kernel.Session;
using MLPlatform.Kernel.Tests.Session;

namespace MLPlatform.Kernel.Tests.Connections;

/// <summary>A real Postgres of Debian, in a temporary folder, on a free port. Where it is not installed nothing is tested.</summary>
public sealed class PostgresTests : SessionTest
{
    private static readonly string? Binaries = Directory.Exists("/usr/lib/postgresql") ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin")).LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))) : null;

    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private int _port;

    public override async Task InitializeAsync()
    {
        if (Binaries is null)
            return;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        await ServerAsync("chown", "-R", "postgres", _folder);
        await AsPostgresAsync("initdb", "-D", _folder + "/data", "-A", "trust", "-U", "tester", "-N");
        await AsPostgresAsync("pg_ctl", "-D", _folder + "/data", "-w", "-l", _folder + "/log", "-o", string.Create(CultureInfo.InvariantCulture, $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off"), "start");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (Binaries is not null)
            await AsPostgresAsync("pg_ctl", "-D", _folder + "/data", "-m", "immediate", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Postgres_types_parameters_interrupt_and_errors()
    {
        if (Binaries is null)
            return;
        await EvaluateAsync(string.Create(CultureInfo.InvariantCulture, $"#!connect postgres --kernel-name pg \"Host=127.0.0.1;Port={_port};Username=tester;Database=postgres\""));
        await EvaluateAsync("var from = 2L; var word = \"it's\";");
        await EvaluateAsync("#!sql-pg --name rows\nselect i::int4 as i, i * 0.5 as half, i > 2 as big, timestamptz '2001-06-01 10:00+02' as t, @word || i as w, null::int as nothing, array[i, 2] as list from generate_series(1, 3) i where i >= @from");
        Assert.True(Session.Values.TryGet("rows", out var value));
        var rows = Assert.IsType<Frame>(value);
        Assert.Equal(
            [2, 1.0, false, new DateTimeOffset(2001, 6, 1, 8, 0, 0, TimeSpan.Zero), "it's2", null, "{2,2}"],
            rows.Select(column => column.GetValue(0)));
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(CellStatus.Interrupted, (await RunAsync("#!pg\nselect pg_sleep(50)", interrupt: interrupt.Token)).Status);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
        Assert.Contains("relation", (await RunAsync("#!pg\nselect * from nowhere")).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("1", await EvaluateAsync("#!pg\nselect 1 as n"), StringComparison.Ordinal);
    }

    // The server refuses to run as root.
    private static Task AsPostgresAsync(string program, params string[] arguments) =>
        Environment.UserName == "root" ? ServerAsync("runuser", ["-u", "postgres", "--", Path.Combine(Binaries!, program), .. arguments]) : ServerAsync(Path.Combine(Binaries!, program), arguments);

    private static async Task ServerAsync(string program, params string[] arguments)
    {
        if (program == "chown" && Environment.UserName != "root")
            return;
        // The server keeps the pipes it inherits open: its output goes to its log instead.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "\"$0\" \"$@\" > /dev/null 2>&1 < /dev/null", program, .. arguments]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
