using System.Text;
using MLPlatform.Cli.Kernel;
using MLPlatform.Cli.Kernel.History;
using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Cli.Tests.Kernel;

public sealed class HistoryTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("history-").FullName;
    private readonly StringBuilder _log = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Lines_of_a_closed_kernel_are_read_by_the_next()
    {
        await WriteAsync(("var a = 1;", null), ("a + 1\n// two lines", "2"));
        var found = new SessionHistory(Folder()).Find(new HistoryRequest { HistAccessType = "tail", N = 5, Output = true });
        Assert.Equal([(1, 1, "var a = 1;", null), (1, 2, "a + 1\n// two lines", "2")], found.Select(entry => (entry.Session, entry.Line, entry.Input, entry.Output)));
    }

    [Fact]
    public async Task Torn_and_foreign_lines_are_passed_over()
    {
        await WriteAsync(("1", "1"));
        var file = Directory.GetFiles(Path.Combine(_root, "history")).Single();
        await File.AppendAllTextAsync(file, "{\"schema\":9,\"line\":7,\"input\":\"of a later version\"}\n{\"schema\":1,\"line\":2,\"inp");
        Assert.Equal(["1"], Folder().Others().Single().Select(one => one.Input));
    }

    [Fact]
    public async Task Files_are_for_their_owner_alone_and_old_ones_go()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "history")).FullName;
        for (var i = 0; i < 250; i++)
            await File.WriteAllTextAsync(Path.Combine(folder, $"20010101T000000.{i:000000}-1.jsonl"), "{\"schema\":1,\"line\":1,\"input\":\"old\"}\n");
        await WriteAsync(("1", null));
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(200, files.Length);
        Assert.Contains("000249", files[^2], StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files[^1]));
    }

    [Fact]
    public async Task Two_kernels_at_once_keep_apart()
    {
        var (one, two) = (Folder(), Folder());
        one.Append(1, "first", null);
        two.Append(1, "second", null);
        await Task.WhenAll(one.CloseAsync(), two.CloseAsync());
        Assert.Equal(["first", "second"], Folder().Others().Select(session => session.Single().Input).Order());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_note_in_the_log()
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "history"), "a file where the folder should be");
        var folder = Folder();
        var history = new SessionHistory(folder);
        history.Add(1, "still works");
        await folder.CloseAsync();
        Assert.Equal("still works", Assert.Single(history.Find(new HistoryRequest())).Input);
        Assert.Contains("history is not kept", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Unique_keeps_the_last_of_equal_inputs()
    {
        var history = new SessionHistory(Folder());
        history.Add(1, "a");
        history.Add(2, "b");
        history.Add(3, "a");
        Assert.Equal([(2, "b"), (3, "a")], history.Find(new HistoryRequest { HistAccessType = "search", Pattern = "?", Unique = true }).Select(entry => (entry.Line, entry.Input)));
    }

    private HistoryFolder Folder() => new(() => Path.Combine(_root, "history"), TimeProvider.System, new KernelLog(new StringWriter(_log)));

    private async Task WriteAsync(params (string Input, string? Output)[] cells)
    {
        var folder = Folder();
        for (var i = 0; i < cells.Length; i++)
        {
            folder.Append(i + 1, cells[i].Input, null);
            if (cells[i].Output is { } output)
                folder.Append(i + 1, null, output);
        }

        await folder.CloseAsync();
    }
}
