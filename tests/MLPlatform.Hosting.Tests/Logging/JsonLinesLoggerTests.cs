using System.Text.Json;
using Microsoft.Extensions.Logging;
using MLPlatform.Hosting.Logging;

namespace MLPlatform.Hosting.Tests.Logging;

public sealed class JsonLinesLoggerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlplatform-test-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "server.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Log_writes_one_object_a_line_with_the_named_values()
    {
        using (var provider = new JsonLinesLoggerProvider(new RotatingFile(Path), "test", TimeProvider.System))
            provider.CreateLogger("Area").LogWarning(new InvalidOperationException("why"), "Process {ProcessId} of {Name} died", 12, "a\nb");

        var line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(Path))).RootElement;

        Assert.Equal(
            ("Warning", "test", "Area", "12", "a\nb"),
            (line.GetProperty("level").GetString(), line.GetProperty("server").GetString(), line.GetProperty("category").GetString(), line.GetProperty("ProcessId").GetString(), line.GetProperty("Name").GetString()));
        Assert.Contains("why", line.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Append_keeps_a_bounded_number_of_older_files()
    {
        using (var file = new RotatingFile(Path, mostBytes: 10, keep: 2))
        {
            foreach (var line in new[] { "first___\n", "second__\n", "third___\n", "fourth__\n" })
                file.Append(System.Text.Encoding.ASCII.GetBytes(line));
        }

        Assert.Equal(["fourth__", "third___", "second__"], new[] { Path, Path + ".1", Path + ".2" }.Select(name => File.ReadAllText(name).Trim()));
        Assert.False(File.Exists(Path + ".3"));
    }
}
