namespace MLPlatform.Sdk.Tests;

/// <summary>Files that later versions must keep reading. Set MLPLATFORM_UPDATE_GOLDEN to the Golden folder of this project to write them anew.</summary>
internal static class Golden
{
    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name));

    public static void Equal(string name, string actual)
    {
        if (Environment.GetEnvironmentVariable("MLPLATFORM_UPDATE_GOLDEN") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, name), actual);
        else
            Assert.Equal(Text(name), actual);
    }
}
