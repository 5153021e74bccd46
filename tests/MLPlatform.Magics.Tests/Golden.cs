namespace MLPlatform.Magics.Tests;

/// <summary>Text people read. Set MLPLATFORM_UPDATE_GOLDEN to the Golden folder of this project to write it anew.</summary>
internal static class Golden
{
    public static void Equal(string name, string actual)
    {
        if (Environment.GetEnvironmentVariable("MLPLATFORM_UPDATE_GOLDEN") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, name), actual);
        else
            Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)), actual);
    }
}
