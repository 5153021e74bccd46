using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Cli.Kernel;

/// <summary>What the kernel says about itself.</summary>
internal static class KernelIdentity
{
    public const string Language = "C#";

    public static string Version { get; } = typeof(KernelIdentity).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public static KernelInfoReply Reply { get; } = new(
        "ok",
        MessageHeader.ProtocolVersion,
        "mlplatform",
        Version,
        new LanguageInfo(Language, "14.0", "text/x-csharp", ".cs", "csharp", "text/x-csharp"),
        $"MLPlatform Notebooks {Version} · C# on .NET {Environment.Version} · #!mlplatform --help",
        [new HelpLink("C# language reference", "https://learn.microsoft.com/dotnet/csharp/"), new HelpLink(".NET API browser", "https://learn.microsoft.com/dotnet/api/")],
        Debugger: false,
        []);
}
