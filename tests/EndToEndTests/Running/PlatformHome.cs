using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace EndToEndTests.Running;

/// <summary>A platform home of one test class, empty at the start, with nothing of it left at the end.</summary>
public sealed class PlatformHome : IAsyncLifetime
{
    // Short, because a socket's path holds 107 bytes at most.
    private readonly string _folder = Directory.CreateTempSubdirectory("mlp-e2e-").FullName;

    public string Folder => Path.Combine(_folder, "home");

    /// <summary>A private copy of the sample notebooks, so that what a run writes stays out of the checkout.</summary>
    public string Notebooks => Path.Combine(_folder, "notebooks");

    /// <summary>A folder for whatever else a test needs.</summary>
    public string Scratch => Path.Combine(_folder, "scratch");

    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["MLPLATFORM_HOME"] = Folder,
        ["XDG_RUNTIME_DIR"] = Path.Combine(_folder, "run"),
        ["MLPLATFORM_EXE"] = null,
        ["NO_COLOR"] = "1",
    };

    public Task InitializeAsync()
    {
        Assert.True(File.Exists(Checkout.Program), $"{Checkout.Program} is missing; ./test publishes it first.");
        foreach (var folder in (string[])[Folder, Notebooks, Scratch])
            Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Path.Combine(_folder, "run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var samples = Path.Combine(Checkout.Root, "sample-notebooks");
        foreach (var file in Directory.EnumerateFiles(samples).Where(file => !file.EndsWith(".executed.ipynb", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(Notebooks, Path.GetFileName(file)));
        Directory.CreateSymbolicLink(Path.Combine(Notebooks, "data"), Path.Combine(samples, "data"));
        return Task.CompletedTask;
    }

    internal Task<Finished> RunAsync(params string[] arguments) => RunAsync(TimeSpan.FromMinutes(2), arguments);

    internal async Task<Finished> RunAsync(TimeSpan deadline, params string[] arguments)
    {
        await using var child = new ChildProcess(Checkout.Program, arguments, Environment, Notebooks);
        return await child.EndAsync(deadline);
    }

    /// <summary>A client of the running control plane, with its token.</summary>
    public async Task<HttpClient> ControlPlaneAsync()
    {
        var address = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "control-plane.json")))!;
        var token = Value(address, "token");
        var client = new HttpClient { BaseAddress = new Uri(Value(address, "url")) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public int ControlPlaneProcess() =>
        int.Parse(Value(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "control-plane.json")))!, "processId"), System.Globalization.CultureInfo.InvariantCulture);

    public async Task DisposeAsync()
    {
        if (File.Exists(Path.Combine(Folder, "control-plane.json")))
            await RunAsync("down");
        EndProcessesOf(Folder);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A property by name, whatever its case.</summary>
    internal static string Value(JsonNode node, string name) =>
        node.AsObject().First(property => property.Key.Replace("_", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase)).Value!.ToString();

    /// <summary>Ends what a failed test left running: processes whose environment names this home and nothing else.</summary>
    private static void EndProcessesOf(string home)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "environ")).Split('\0').Contains($"MLPLATFORM_HOME={home}"))
                    System.Diagnostics.Process.GetProcessById(int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture)).Kill();
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // The process ended between the look and the touch, or belongs to someone else.
                continue;
            }
        }
    }
}
