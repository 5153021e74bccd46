namespace MLPlatform.Cli.Kernel.Install;

/// <summary>The tile front ends show for the kernel.</summary>
internal static class KernelLogo
{
    public const string FileName = "logo-svg.svg";

    public const string Svg = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="12" fill="#1f6fb4"/><path d="M12 44L24 26l9 10 18-20" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/><circle cx="51" cy="16" r="5" fill="#e69f00"/></svg>

        """;
}
