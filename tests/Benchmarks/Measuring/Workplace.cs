using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Benchmarks.Measuring;

/// <summary>The checkout, a scratch folder with a platform home of its own, and the programs that are compared.</summary>
internal sealed class Workplace : IDisposable
{
    // Short, because a socket's path holds 107 bytes at most.
    public string Scratch { get; } = Directory.CreateTempSubdirectory("mlp-bench-").FullName;

    public static string Checkout { get; } = FindCheckout();

    public static string Program { get; } = Path.Combine(Checkout, ".build/mlplatform/mlplatform");

    public static string Results { get; } = Path.Combine(Checkout, "tests/Benchmarks/results");

    public static string Machine => string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim()}");

    public IReadOnlyDictionary<string, string> HomeVariables
    {
        get
        {
            var run = Directory.CreateDirectory(Path.Combine(Scratch, "run"));
            run.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            return new Dictionary<string, string> { ["MLPLATFORM_HOME"] = Path.Combine(Scratch, "home"), ["XDG_RUNTIME_DIR"] = run.FullName };
        }
    }

    /// <summary>Publishes a project of <c>Baselines</c> as the product is published and gives its program.</summary>
    public async Task<string> BaselineAsync(string name, CancellationToken cancel)
    {
        var output = Path.Combine(Scratch, name);
        if (!Directory.Exists(output))
            await RunAsync("dotnet", ["publish", Path.Combine(Checkout, "tests/Benchmarks/Baselines", name), "-c", "Release", "-o", output, "-v", "q", "-nologo"], cancel);
        return Path.Combine(output, name);
    }

    public Process Start(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Scratch };
        foreach (var (name, value) in HomeVariables)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => Console.Error.Write(line.Data is { Length: > 0 } text ? text + "\n" : "");
        process.BeginErrorReadLine();
        return process;
    }

    /// <returns>Standard output.</returns>
    public async Task<string> RunAsync(string file, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, WorkingDirectory = Scratch };
        foreach (var (name, value) in HomeVariables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{file} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {output}");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => Directory.Delete(Scratch, recursive: true);

    private static string FindCheckout([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
