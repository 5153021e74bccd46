using System.ComponentModel;
using System.Diagnostics;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Targets.Containers;

internal sealed record EngineAnswer(int ExitCode, string Output, string Error)
{
    /// <summary>The last line of what it complained about, for messages.</summary>
    public string Reason => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? $"it ended with exit code {ExitCode}";
}

/// <summary>Calls of podman or docker, whose command lines agree in all that is used here.</summary>
internal sealed class ContainerEngine(ContainerSettings settings)
{
    /// <exception cref="PlatformException"><see cref="JobErrors.TargetUnreachable"/>: there is no such program.</exception>
    public async Task<EngineAnswer> RunAsync(IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(settings.Engine[0], settings.Engine.Skip(1).Concat(arguments)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        try
        {
            await process.WaitForExitAsync(cancel);
            return new EngineAnswer(process.ExitCode, (await output).Trim(), await error);
        }
        catch (OperationCanceledException)
        {
            if (!process.HasExited)
                process.Kill();
            throw;
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception absent)
        {
            throw new PlatformException(JobErrors.TargetUnreachable, $"The container engine `{settings.Engine[0]}` cannot be started: {absent.Message}", "Install podman, or name another engine by the setting container-engine.", absent);
        }
    }
}
