using System.Globalization;
using MLPlatform.Targets.Journal;

namespace MLPlatform.ControlPlane.Tests.StandIns;

/// <summary>A worker that does what its orders say, one word each.</summary>
internal static class WorkerStandIn
{
    public static int Run(string[] orders)
    {
        using var journal = JournalWriter.Open(
            Environment.GetEnvironmentVariable("MLPLATFORM_JOURNAL")!,
            int.Parse(Environment.GetEnvironmentVariable("MLPLATFORM_ATTEMPT")!, CultureInfo.InvariantCulture),
            TimeProvider.System);
        foreach (var order in orders)
        {
            switch (order.Split(':', 2))
            {
                case ["say", var text]: journal.Text("stdout", text); break;
                case ["show", var file]: journal.Text("stdout", File.ReadAllText(file)); break;
                case ["variable", var name]: journal.Text("stdout", Environment.GetEnvironmentVariable(name) ?? ""); break;
                case ["until", var file]: WaitFor(file); break;
                case ["fail-before", var attempt] when Environment.GetEnvironmentVariable("MLPLATFORM_ATTEMPT") != attempt: journal.Exit(5, "not yet"); return 5;
                case ["fail-before", _]: break;
                case ["eat", var megabytes]: Eat(int.Parse(megabytes, CultureInfo.InvariantCulture)); break;
                case ["leave", var file]: Leave(file); break;
                case ["checkpoint", var text]: Leave(Path.Combine(Environment.GetEnvironmentVariable("MLPLATFORM_CHECKPOINT")!, "state"), text); break;
                case ["show-checkpoint"]: journal.Text("stdout", Checkpoint()); break;
                case ["die-before", var attempt] when Environment.GetEnvironmentVariable("MLPLATFORM_ATTEMPT") != attempt: Environment.FailFast("told to die"); break;
                case ["die-before", _]: break;
                case ["die"]: Environment.FailFast("told to die"); break;
                case ["fail", var reason]: journal.Exit(1, reason); return 1;
            }
        }

        journal.Exit(0);
        return 0;
    }

    private static void Leave(string file, string text = "left")
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllText(file, text);
    }

    private static string Checkpoint()
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("MLPLATFORM_CHECKPOINT")!, "state");
        return File.Exists(file) ? File.ReadAllText(file) : "none";
    }

    private static void WaitFor(string file)
    {
        using var pause = new ManualResetEventSlim();
        while (!File.Exists(file))
            pause.Wait(10);
    }

    private static unsafe void Eat(int megabytes)
    {
        // Native memory, beyond the reach of .NET's own limit.
        for (var i = 0; i < megabytes; i++)
            new Span<byte>(System.Runtime.InteropServices.NativeMemory.Alloc(1 << 20), 1 << 20).Fill(1);
        using var pause = new ManualResetEventSlim();
        pause.Wait();
    }
}
