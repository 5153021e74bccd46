namespace MLPlatform.Cli.Kernel.Install;

/// <summary>The tile front ends show for the kernel.</summary>
internal static class KernelLogo
{
    public const string FileName = "logo-svg.svg";

    public static string Svg()
    {
        using var stream = typeof(KernelLogo).Assembly.GetManifestResourceStream(FileName)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
