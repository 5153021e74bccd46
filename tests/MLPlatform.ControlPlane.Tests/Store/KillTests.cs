using System.Diagnostics;
using System.Globalization;
using MLPlatform.ControlPlane.Store;

namespace MLPlatform.ControlPlane.Tests.Store;

public sealed class KillTests
{
    [Fact]
    public async Task Kill_9_of_a_writer_loses_nothing_acknowledged()
    {
        using var folder = new TempFolder();
        var path = folder.File("store.db");
        var acknowledged = new HashSet<string>();
        for (var round = 0; round < 2; round++)
        {
            using var child = Process.Start(new ProcessStartInfo("dotnet", [typeof(KillTests).Assembly.Location, "store-writer", path]) { RedirectStandardOutput = true })!;
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            var last = acknowledged.Count + 200;
            while (acknowledged.Count < last && await child.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
                acknowledged.Add($"{line} of {round}");
            child.Kill();
            // What was printed before the kill counts too; a torn last line does not.
            var rest = await child.StandardOutput.ReadToEndAsync(deadline.Token);
            foreach (var line in rest.Split('\n')[..^1])
                acknowledged.Add($"{line} of {round}");
            await child.WaitForExitAsync(deadline.Token);

            await using var database = Database.Open(path, TimeProvider.System);
            var kept = database.Read(store => store.Query("SELECT name FROM experiments WHERE name LIKE 'row %'", row => row.Text(0))).ToHashSet();
            Assert.All(acknowledged.Where(row => row.EndsWith(round.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)), row => Assert.Contains("row " + row.Split(' ')[0], kept));
            Assert.Equal("ok", database.Read(store => store.First("PRAGMA integrity_check", row => row.Text(0))));
            await database.WriteAsync(store => store.Execute("DELETE FROM experiments WHERE name LIKE 'row %'"));
        }
    }
}
