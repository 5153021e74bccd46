using System.Diagnostics;
using System.Text;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Kernel.Packages;

/// <summary>The <c>dotnet</c> this process runs on, as a command.</summary>
internal static class DotnetSdk
{
    /// <exception cref="PlatformException">Only the runtime is here.</exception>
    public static string Find()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/System.Private.CoreLib.dll
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location);
        var own = runtime is { Length: > 0 } ? Path.GetFullPath(Path.Combine(runtime, "..", "..", "..")) : null;
        var roots = new[] { own, Environment.GetEnvironmentVariable("DOTNET_ROOT") }.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
        foreach (var root in roots)
        {
            if (root is not { Length: > 0 } || !File.Exists(Path.Combine(root, "dotnet")))
                continue;
            // The command on the path may be a link into the installation.
            var program = new FileInfo(Path.Combine(root, "dotnet"));
            var folder = Path.GetDirectoryName(program.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program.FullName)!;
            if (Directory.Exists(Path.Combine(folder, "sdk")))
                return program.FullName;
        }

        throw new PlatformException(PackageErrors.SdkMissing, "The .NET SDK is not on this machine, only its runtime.", $"Install the SDK {Environment.Version.Major}.0 and restart the kernel.");
    }

    /// <summary>Runs a command to its end; a cancelled one is killed with its children.</summary>
    /// <returns>The exit code, standard output, and both streams as they came.</returns>
    public static async Task<(int ExitCode, string Output, string All)> RunAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var start = StartInfo(folder, arguments);
        using var process = Process.Start(start)!;
        var (output, all) = (new StringBuilder(), new StringBuilder());
        process.OutputDataReceived += (_, line) => Add(line.Data, output);
        process.ErrorDataReceived += (_, line) => Add(line.Data, null);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, output.ToString(), all.ToString());

        void Add(string? line, StringBuilder? also)
        {
            if (line is null)
                return;
            lock (all)
            {
                all.Append(line).Append('\n');
                also?.Append(line).Append('\n');
            }
        }
    }

    public static ProcessStartInfo StartInfo(string folder, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Find(), arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // A build server left behind would outlive the notebook.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return start;
    }
}
