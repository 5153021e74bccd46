using System.Runtime.CompilerServices;

namespace MLPlatform.Plots.Tests;

/// <summary>Compares with a file in <c>Golden</c>. <c>MLPLATFORM_APPROVE=1</c> writes the files instead; the diff is what a reviewer reads.</summary>
internal static class Approved
{
    public static void Check(string file, string actual, [CallerFilePath] string caller = "")
    {
        if (Environment.GetEnvironmentVariable("MLPLATFORM_APPROVE") == "1")
        {
            var source = new DirectoryInfo(Path.GetDirectoryName(caller)!);
            while (!File.Exists(Path.Combine(source.FullName, "MLPlatform.Plots.Tests.csproj")))
                source = source.Parent!;
            File.WriteAllText(Path.Combine(source.FullName, "Golden", file), actual + "\n");
            return;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)), actual + "\n");
    }
}
