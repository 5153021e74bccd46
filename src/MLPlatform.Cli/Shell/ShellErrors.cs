using MLPlatform.Contracts.Errors;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Cli.Shell;

/// <summary>How the shell ends: refusals as one line on standard error, never a stack trace.</summary>
internal static class ShellErrors
{
    private const int Refused = 1;
    private const int Interrupted = 130;

    public static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (PlatformException refused)
        {
            await Console.Error.WriteLineAsync(Refusal.Of(refused).ToPlain());
            return Refused;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return Interrupted;
        }
        catch (Exception unexpected)
        {
            var details = Path.Combine(Path.GetTempPath(), $"mlplatform-failure-{Guid.NewGuid():N}.txt");
            await File.WriteAllTextAsync(details, unexpected.ToString(), CancellationToken.None);
            await Console.Error.WriteLineAsync(new Refusal($"Something went wrong inside: {unexpected.Message}", $"The details are in `{details}`.", PlatformErrors.Internal).ToPlain());
            return Refused;
        }
    }
}
